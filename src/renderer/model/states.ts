import type { ProcessState } from '../../shared/machine.ts'

/** What a colour, pattern and glyph stand for, everywhere in the interface. */
export type Tone =
  | 'run'
  | 'blocked'
  | 'io'
  | 'transfer'
  | 'idle'
  | 'dead'
  | 'live'
  | 'paused'
  | 'success'
  | 'danger'
  | 'warning'
  | 'neutral'

export const glyphs = [
  'play',
  'ban',
  'disk',
  'transfer',
  'circle',
  'cross',
  'dot',
  'pause',
  'check',
  'warning',
  'ghost',
  'loader',
] as const
export type Glyph = (typeof glyphs)[number]

export interface StateDescription {
  tone: Tone
  glyph: Glyph
  word: string
}

const states = {
  // Of a process, by the system.
  running: { tone: 'run', glyph: 'play', word: 'running' },
  sleeping: { tone: 'idle', glyph: 'circle', word: 'sleeping' },
  'disk-sleep': { tone: 'io', glyph: 'disk', word: 'disk wait' },
  stopped: { tone: 'paused', glyph: 'pause', word: 'stopped' },
  zombie: { tone: 'dead', glyph: 'ghost', word: 'zombie' },
  idle: { tone: 'idle', glyph: 'circle', word: 'idle' },
  other: { tone: 'neutral', glyph: 'circle', word: 'other' },
  // Of a process in a run.
  starting: { tone: 'transfer', glyph: 'loader', word: 'starting' },
  waiting: { tone: 'blocked', glyph: 'ban', word: 'waiting' },
  blocked: { tone: 'blocked', glyph: 'ban', word: 'blocked' },
  transferring: { tone: 'transfer', glyph: 'transfer', word: 'transfer' },
  exited: { tone: 'dead', glyph: 'cross', word: 'exited' },
  killed: { tone: 'danger', glyph: 'cross', word: 'killed' },
  // Of a run or of the display.
  live: { tone: 'live', glyph: 'dot', word: 'LIVE' },
  paused: { tone: 'paused', glyph: 'pause', word: 'PAUSED' },
  preparing: { tone: 'transfer', glyph: 'loader', word: 'preparing' },
  stopping: { tone: 'warning', glyph: 'loader', word: 'stopping' },
  lost: { tone: 'warning', glyph: 'warning', word: 'not watched' },
  ended: { tone: 'neutral', glyph: 'cross', word: 'ended' },
  completed: { tone: 'success', glyph: 'check', word: 'completed' },
  failed: { tone: 'danger', glyph: 'cross', word: 'failed' },
  timeout: { tone: 'warning', glyph: 'warning', word: 'timed out' },
  deadlocked: { tone: 'blocked', glyph: 'ban', word: 'deadlocked' },
} as const satisfies Record<ProcessState, StateDescription> & Record<string, StateDescription>

export type StateName = keyof typeof states

export function describeState(name: StateName): StateDescription {
  return states[name]
}
