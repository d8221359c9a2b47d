import type { ProcessRow } from '../../shared/machine.ts'
import { quoteText } from './quoteText.ts'

/** A column that a filter can compare, and how its values are written. */
export type FilterField =
  | { kind: 'text'; name: string; of(row: ProcessRow): string; example: string }
  | {
      kind: 'number'
      name: string
      /** `nowMs`: Unix time of the table, for ages. */
      of(row: ProcessRow, nowMs: number): number
      /** Factors by unit, lower case; the empty unit is always allowed. */
      units: Readonly<Record<string, number>>
      example: string
    }

const bytes = {
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
}
const durations = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }

const pid: FilterField = { kind: 'number', name: 'pid', of: (row) => row.pid, units: {}, example: 'pid=4211' }
const parent: FilterField = {
  kind: 'number',
  name: 'parent',
  of: (row) => row.parentPid,
  units: {},
  example: 'parent=1',
}
const memory: FilterField = {
  kind: 'number',
  name: 'mem',
  of: (row) => row.rssBytes,
  units: bytes,
  example: 'mem>100mb',
}
const command: FilterField = {
  kind: 'text',
  name: 'command',
  of: (row) => row.command,
  example: 'command~serve',
}

const fields: Readonly<Record<string, FilterField>> = {
  pid,
  parent,
  ppid: parent,
  name: { kind: 'text', name: 'name', of: (row) => row.name, example: 'name=node' },
  command,
  cmd: command,
  user: { kind: 'text', name: 'user', of: (row) => row.user, example: 'user=root' },
  state: { kind: 'text', name: 'state', of: (row) => row.state, example: 'state=zombie' },
  run: { kind: 'text', name: 'run', of: (row) => row.runId ?? '', example: 'run!=""' },
  cpu: { kind: 'number', name: 'cpu', of: (row) => row.cpuPercent, units: { '%': 1 }, example: 'cpu>0.5' },
  mem: memory,
  memory,
  threads: { kind: 'number', name: 'threads', of: (row) => row.threads, units: {}, example: 'threads>8' },
  age: {
    kind: 'number',
    name: 'age',
    of: (row, nowMs) => (row.startedAt > 0 ? nowMs - row.startedAt : Number.NaN),
    units: durations,
    example: 'age<10m',
  },
}

/** The names that errors and help offer. */
export const fieldNames = 'pid, parent, name, command, user, state, cpu, mem, threads, age, run'

export function findField(name: string): FilterField | undefined {
  const key = name.toLowerCase()
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

/** Reads `100mb` for memory, `10m` for an age. A string says what is wrong. */
export function parseAmount(field: FilterField & { kind: 'number' }, text: string): number | string {
  const match = /^(-?\d+(?:\.\d+)?|-?\.\d+)\s*([a-z%]*)$/i.exec(text.replaceAll(',', ''))
  if (!match)
    return `${field.name} is compared with a number, such as ${field.example}, not with ${quoteText(text)}.`
  const unit = (match[2] ?? '').toLowerCase()
  if (unit === '') return Number(match[1])
  const factor = Object.hasOwn(field.units, unit) ? field.units[unit] : undefined
  if (factor !== undefined) return Number(match[1]) * factor
  const known = Object.keys(field.units).join(', ')
  return known === ''
    ? `${field.name} has no unit: write ${field.example}.`
    : `${quoteText(unit)} is no unit of ${field.name}: use ${known}.`
}
