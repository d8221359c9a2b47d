import { readFileSync } from 'node:fs'

/**
 * How much of the machine others use meanwhile: the CPU time of the whole machine minus that of this process
 * and of the children that it has waited for. Linux counts both in the same ticks, so no unit is needed.
 */

export interface CpuTimes {
  /** All processors, idle time included. */
  total: number
  busy: number
  /** This process and its ended descendants. */
  own: number
}

/** Time in a hypervisor's hands (`steal`) counts as busy: it is lost to us like any neighbour's. */
export function parseMachineTimes(procStat: string): Omit<CpuTimes, 'own'> {
  const fields = /^cpu +(.*)$/m.exec(procStat)?.[1]?.split(' ').map(Number)
  if (!fields || fields.length < 8) throw new Error('/proc/stat has no line "cpu" with eight counters')
  const [user, nice, system, idle, ioWait, irq, softIrq, steal] = fields as [number, ...number[]]
  const busy = user + nice! + system! + irq! + softIrq! + steal!
  return { busy, total: busy + idle! + ioWait! }
}

/** utime + stime + cutime + cstime of `/proc/<pid>/stat`; the name may contain spaces and parentheses. */
export function parseOwnTime(procSelfStat: string): number {
  const fields = procSelfStat.slice(procSelfStat.lastIndexOf(')') + 2).split(' ')
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number)
  return utime! + stime! + cutime! + cstime!
}

/** @returns the share of the machine (0–1) that others used between two readings. */
export function foreignShare(before: CpuTimes, after: CpuTimes): number {
  const total = after.total - before.total
  if (total <= 0) return 0
  const foreign = after.busy - before.busy - (after.own - before.own)
  return Math.min(1, Math.max(0, foreign / total))
}

/** @returns undefined where the system does not tell (no /proc). */
export function readCpuTimes(): CpuTimes | undefined {
  try {
    return {
      ...parseMachineTimes(readFileSync('/proc/stat', 'latin1')),
      own: parseOwnTime(readFileSync('/proc/self/stat', 'latin1')),
    }
  } catch {
    return undefined
  }
}
