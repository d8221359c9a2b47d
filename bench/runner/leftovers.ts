import { readdirSync, readFileSync } from 'node:fs'

/** The environment variable that marks a contender's process and all that it starts. */
export const markVariable = 'FORKSCOPE_BENCH_MARK'

/** @returns pids of living processes that carry the mark; empty where there is no /proc to ask. */
export function processesWithMark(mark: string): number[] {
  const wanted = `${markVariable}=${mark}`
  return pids().filter((pid) => isAlive(pid) && environment(pid).includes(wanted))
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
