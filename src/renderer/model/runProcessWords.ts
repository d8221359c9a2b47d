import type { ProcessSnapshot } from '../../shared/runUpdate.ts'

/** What a process of a run is doing, as one word that colour, glyph and pattern follow. */
export const activities = ['starting', 'running', 'waiting', 'io', 'idle', 'stopped', 'ended'] as const
export type Activity = (typeof activities)[number]

export interface ActivityWords {
  activity: Activity
  glyph: string
  /** One word for badges. */
  word: string
  /** What it waits for, in words: `get on Queue-1`; empty for the other activities. */
  detail: string
}

const glyphs: Record<Activity, string> = {
  starting: '◌',
  running: '▶',
  waiting: '⛔',
  io: '⠿',
  idle: '○',
  stopped: '‖',
  ended: '✕',
}

/** Below this share of a core a process that has a wait open is really blocked in it. */
const blockedBelowCpuPercent = 20
const idleBelowCpuPercent = 2

/** The glyph of an activity; it always goes with a word. */
export function activityGlyph(activity: Activity): string {
  return glyphs[activity]
}

/**
 * An open wait alone does not make a process blocked: an asynchronous program may wait on one queue while it
 * computes for another. So a wait counts only while the process uses little CPU.
 */
export function activityOf(process: ProcessSnapshot): Activity {
  if (process.phase === 'ended') return 'ended'
  if (process.phase === 'starting') return 'starting'
  if (process.state === 'stopped' || process.state === 'zombie') return 'stopped'
  const cpu = process.cpuPercent
  if (process.waits.length > 0 && (cpu === null || cpu < blockedBelowCpuPercent)) return 'waiting'
  if (process.state === 'disk-sleep') return 'io'
  if (process.state !== 'running' && cpu !== null && cpu < idleBelowCpuPercent) return 'idle'
  return 'running'
}

export function describeActivity(process: ProcessSnapshot): ActivityWords {
  const activity = activityOf(process)
  const words: Record<Activity, string> = {
    starting: 'starting',
    running: 'running',
    waiting: 'waiting',
    io: 'disk I/O',
    idle: 'idle',
    stopped: process.state === 'zombie' ? 'zombie' : 'stopped',
    ended: 'ended',
  }
  return {
    activity,
    glyph: glyphs[activity],
    word: words[activity],
    detail: activity === 'waiting' ? waitWords(process) : '',
  }
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
