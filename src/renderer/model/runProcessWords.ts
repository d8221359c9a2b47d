import type { ProcessSnapshot } from '../../shared/runUpdate.ts'
import type { StateName } from './states.ts'

export interface Activity {
  /** What colour, glyph, pattern and word follow. */
  state: StateName
  /** What it waits for, in words: `get on queue-1`; empty for everything but waiting. */
  detail: string
}

/** Below this share of a core a process that has a wait open is really blocked in it. */
const blockedBelowCpuPercent = 20
const idleBelowCpuPercent = 5

/** What a process of a run is doing. */
export function describeActivity(process: ProcessSnapshot): Activity {
  const state = stateOf(process)
  return { state, detail: state === 'waiting' ? waitWords(process) : '' }
}

/**
 * An open wait alone does not make a process blocked: an asynchronous program may wait on one queue while it
 * computes for another. So a wait counts only while the process uses little CPU.
 */
function stateOf(process: ProcessSnapshot): StateName {
  if (process.phase === 'ended') return process.signal === null ? 'exited' : 'killed'
  if (process.phase === 'starting') return 'starting'
  if (process.state === 'stopped' || process.state === 'zombie') return process.state
  const cpu = process.cpuPercent
  if (process.waits.length > 0 && (cpu === null || cpu < blockedBelowCpuPercent)) return 'waiting'
  if (process.state === 'disk-sleep') return 'disk-sleep'
  if (process.state !== 'running' && cpu !== null && cpu < idleBelowCpuPercent) return 'idle'
  return 'running'
}

/** The longest wait stands for all; the others are counted. */
function waitWords(process: ProcessSnapshot): string {
  const longest = process.waits.reduce((a, b) => (b.sinceMs < a.sinceMs ? b : a))
  const more = process.waits.length - 1
  return more === 0 ? longest.label : `${longest.label} and ${more} more`
}

export function roleWord(role: ProcessSnapshot['role']): string {
  return role === 'pool-worker' ? 'pool worker' : role
}

export interface ProcessCounts {
  starting: number
  alive: number
  ended: number
}

export function countProcesses(processes: readonly ProcessSnapshot[]): ProcessCounts {
  const counts: ProcessCounts = { starting: 0, alive: 0, ended: 0 }
  for (const { phase } of processes) {
    if (phase === 'ended') counts.ended++
    else counts.alive++
    if (phase === 'starting') counts.starting++
  }
  return counts
}

/** Living processes first and in order of their start, then the ended ones, the latest first. */
export function sortLivingFirst(processes: readonly ProcessSnapshot[]): ProcessSnapshot[] {
  const rank = (process: ProcessSnapshot): number => (process.phase === 'ended' ? 1 : 0)
  return [...processes].sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b)
    return rank(a) === 0 ? a.processId - b.processId : b.processId - a.processId
  })
}
