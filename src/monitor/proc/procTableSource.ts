import { readdirSync } from 'node:fs'
import { uptime } from 'node:os'
import { CpuMeter } from '../cpuMeter.ts'
import { formatHandle } from '../processHandle.ts'
import { canEnd, type EndRights } from '../processRules.ts'
import type { SourceRow, TableSource } from '../tableSource.ts'
import { kernelUnits } from './auxiliaryVector.ts'
import { BootClock } from './bootTime.ts'
import { readProcText } from './procFiles.ts'
import { parseProcStat, type ProcStat } from './procStat.ts'
import { type ProcDescription, readDescription } from './procDescription.ts'

/** A pass holds the event loop no longer than this at a time: the host has messages to forward. */
const sliceMs = 4
/**
 * Command line and owner change only by `exec` (which changes the name as well, mostly) and by programs that
 * rename themselves. They are read again after this many tables, a tenth of the processes at each.
 */
const tablesPerRefresh = 10

interface Known extends ProcDescription {
  startTimeTicks: number
  comm: string
}

/** The process table from Linux's `/proc`. */
export class ProcTableSource implements TableSource {
  readonly #rights: EndRights
  readonly #clock = new BootClock()
  readonly #meter = new CpuMeter()
  #known = new Map<number, Known>()
  #tables = 0

  constructor(rights: EndRights) {
    this.#rights = rights
  }

  async read(
    maxRows: number,
    isWanted: (pid: number) => boolean,
  ): Promise<{ rows: SourceRow[]; omitted: number }> {
    this.#clock.refresh()
    this.#tables++
    const pids = listPids()
    const chosen = choosePids(pids, maxRows, isWanted)
    const rows: SourceRow[] = []
    let sliceEndsAtMs = performance.now() + sliceMs
    for (const pid of chosen) {
      const stat = parseProcStat(readProcText(`/proc/${pid}/stat`, 2048) ?? '')
      // Null when it ended since the folder was listed.
      if (stat) rows.push(this.#toRow(stat))
      if (performance.now() < sliceEndsAtMs) continue
      await nextTurn()
      sliceEndsAtMs = performance.now() + sliceMs
    }
    this.#forgetEnded(new Set(rows.map((row) => row.pid)))
    return { rows, omitted: pids.length - chosen.length }
  }

  #toRow(stat: ProcStat): SourceRow {
    const { pid, startTimeTicks } = stat
    const { ticksPerSecond, pageBytes } = kernelUnits()
    const cpuMs = (stat.cpuTicks * 1000) / ticksPerSecond
    const ageMs = (): number => (uptime() - startTimeTicks / ticksPerSecond) * 1000
    const description = this.#description(stat)
    const { isKernelThread } = stat
    const isZombie = stat.state === 'zombie'
    return {
      pid,
      parentPid: stat.parentPid,
      name: description.name,
      command: isZombie ? `[${description.name}] <defunct>` : description.command,
      user: description.user,
      state: stat.state,
      cpuPercent: this.#meter.update(pid, startTimeTicks, cpuMs, performance.now(), ageMs),
      rssBytes: Math.max(0, stat.rssPages) * pageBytes,
      threads: stat.threads,
      startedAt: this.#clock.startedAtMs(startTimeTicks),
      handle: formatHandle({ pid, startTime: startTimeTicks }),
      canEnd: canEnd({ pid, isKernelThread, isZombie, uids: description.uids }, this.#rights),
    }
  }

  #description(stat: ProcStat): ProcDescription {
    const known = this.#known.get(stat.pid)
    const isSame = known?.startTimeTicks === stat.startTimeTicks && known.comm === stat.comm
    // Kernel threads never exec. The pid spreads the refreshes evenly over the tables.
    const isDue = !stat.isKernelThread && (stat.pid + this.#tables) % tablesPerRefresh === 0
    if (known && isSame && !isDue) return known
    const description = { ...readDescription(stat), startTimeTicks: stat.startTimeTicks, comm: stat.comm }
    this.#known.set(stat.pid, description)
    return description
  }

  #forgetEnded(living: ReadonlySet<number>): void {
    this.#meter.retain(living)
    for (const pid of this.#known.keys()) if (!living.has(pid)) this.#known.delete(pid)
  }
}

function listPids(): number[] {
  const pids: number[] = []
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    if (Number.isInteger(pid)) pids.push(pid)
  }
  return pids.sort((a, b) => a - b)
}

/** Every pid, or the wanted ones and the oldest of the rest, in order. */
function choosePids(pids: number[], most: number, isWanted: (pid: number) => boolean): number[] {
  if (pids.length <= most) return pids
  const wanted = new Set(pids.filter(isWanted).slice(0, most))
  for (const pid of pids) {
    if (wanted.size >= most) break
    wanted.add(pid)
  }
  return pids.filter((pid) => wanted.has(pid))
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
