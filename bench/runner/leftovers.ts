import { readdirSync, readFileSync } from 'node:fs'

/** The environment variable that marks a contender's process and all that it starts. */
export const markVariable = 'FORKSCOPE_BENCH_MARK'

/** One mark per contender's turn; all of one bench begin alike. */
export const newMark = (turn: number): string => `${marksOfThisBench}${turn};`
const marksOfThisBench = `${process.pid}-`

/** @returns pids of living processes that carry the mark; empty where there is no /proc to ask. */
export function processesWithMark(mark: string): number[] {
  const wanted = `${markVariable}=${mark}`
  const isMarked = (pid: number): boolean => environment(pid).some((entry) => entry.startsWith(wanted))
  return pids().filter((pid) => isAlive(pid) && isMarked(pid))
}

/** Ends at once what carries the mark; default: everything that this bench has started. */
export function endProcessesWithMark(mark = marksOfThisBench): number {
  const found = processesWithMark(mark)
  for (const pid of found) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return found.length
}

function pids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/** A zombie has ended: it only waits to be collected. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z'
  } catch {
    return false
  }
}

function environment(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
  } catch {
    return []
  }
}
