import { setTimeout as delay } from 'node:timers/promises'
import { formatBytes } from '../../../lab/words.ts'
import { ProcessTableSampler } from '../../../monitor/processTable.ts'
import type { ProcessRow } from '../../../shared/machine.ts'
import type { CommandContext } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { cutLine, formatTable, type Column } from '../table.ts'

/** CPU is counted over this time. */
const windowMs = 500

export interface PsCommandOptions {
  json?: boolean
  tree?: boolean
}

/** `forkscope ps`: the machine's processes, once. */
export async function psCommand(
  { terminal, ending }: CommandContext,
  { json, tree }: PsCommandOptions,
): Promise<number> {
  const sampler = new ProcessTableSampler()
  await sampler.sample()
  await delay(windowMs, undefined, { signal: ending }).catch(() => {})
  const table = await sampler.sample()
  if (json) {
    terminal.json(table)
    return exitCodes.completed
  }
  const rows = tree ? inTreeOrder(table.rows) : table.rows.map((row) => ({ ...row, depth: 0 }))
  for (const line of formatTable(columns, rows)) terminal.line(cutLine(line, terminal.columns))
  if (table.omitted > 0) terminal.line(`and ${table.omitted.toLocaleString('en-US')} more processes`)
  return exitCodes.completed
}

type PsRow = ProcessRow & { depth: number }

const columns: Column<PsRow>[] = [
  { title: 'pid', align: 'right', text: ({ pid }) => String(pid) },
  { title: 'parent', align: 'right', text: ({ parentPid }) => String(parentPid) },
  { title: 'user', text: ({ user }) => user },
  { title: 'state', text: ({ state }) => state },
  { title: 'CPU', align: 'right', text: ({ cpuPercent }) => `${cpuPercent.toFixed(1)} %` },
  { title: 'memory', align: 'right', text: ({ rssBytes }) => formatBytes(rssBytes) },
  { title: 'threads', align: 'right', text: ({ threads }) => String(threads) },
  { title: 'started', text: ({ startedAt }) => startText(startedAt) },
  { title: 'process', text: ({ depth, name, command }) => `${'  '.repeat(depth)}${command || `[${name}]`}` },
]

/** The time for today, else the date. */
function startText(startedAt: number): string {
  if (startedAt <= 0) return '–'
  const start = new Date(startedAt)
  const isToday = start.toDateString() === new Date().toDateString()
  return isToday ? start.toTimeString().slice(0, 8) : localDate(start)
}

function localDate(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}

/** Children below their parents; a process whose parent is not in the table stands at the root. */
export function inTreeOrder(rows: readonly ProcessRow[]): PsRow[] {
  const known = new Set(rows.map((row) => row.pid))
  const children = new Map<number, ProcessRow[]>()
  const roots: ProcessRow[] = []
  for (const row of rows) {
    const isRoot = !known.has(row.parentPid) || row.parentPid === row.pid
    const siblings = isRoot ? roots : (children.get(row.parentPid) ?? [])
    siblings.push(row)
    if (!isRoot) children.set(row.parentPid, siblings)
  }
  const ordered: PsRow[] = []
  const waiting = roots.map((row): PsRow => ({ ...row, depth: 0 })).reverse()
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    ordered.push(next)
    const depth = next.depth + 1
    for (const child of (children.get(next.pid) ?? []).toReversed()) waiting.push({ ...child, depth })
  }
  return ordered
}
