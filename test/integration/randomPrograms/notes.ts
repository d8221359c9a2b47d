import { openSync, writeSync } from 'node:fs'

/**
 * What actors note while they run: lines of one file, in the order in which things happened in all processes (each
 * line is one write to the end of the file), and there whatever becomes of who wrote them.
 *
 *   <seed> <actor> <event> <channel> <item or more>
 */
export type Note = (event: NoteEvent, channel?: number | string, more?: string) => void

export type NoteEvent =
  /** The whole plan, by the main program. */
  | 'plan-begin'
  | 'plan-end'
  | 'plan-hangs'
  /** Puts and sends: called, done, failed (with the error's name). */
  | 'put'
  | 'put-done'
  | 'put-failed'
  /** Gets and receives: called, done, failed. */
  | 'ask'
  | 'got'
  | 'ask-failed'
  /** Loops: begun, ended. Each item is told to the main program, which notes it as `told`. */
  | 'loop'
  | 'loop-left'
  | 'loop-ended'
  | 'told'
  /** What no reader took. */
  | 'left'
  | 'task-done'
  | 'task-done-done'
  /** How many tasks of a joinable queue nobody had declared as done. */
  | 'undone'
  | 'joined'
  | 'acquire'
  | 'acquire-failed'
  | 'enter'
  | 'leave'
  | 'over'
  | 'killed'
  | 'ended'
  /** A pool's task has begun; its outcome as the main program has it. */
  | 'task'
  | 'outcome'

export interface NotedLine {
  seed: number
  actor: number
  event: NoteEvent
  channel: string
  more: string
}

/** By file: a run has one. */
const descriptors = new Map<string, number>()

export function notesTo(file: string, seed: number, actor: number): Note {
  let descriptor = descriptors.get(file)
  if (descriptor === undefined) descriptors.set(file, (descriptor = openSync(file, 'a')))
  const to = descriptor
  return (event, channel = '-', more = '-') => {
    writeSync(to, `${seed} ${actor} ${event} ${channel} ${more}\n`)
  }
}

export function parseNotes(text: string): NotedLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [seed, actor, event, channel, ...more] = line.split(' ')
      return {
        seed: Number(seed),
        actor: Number(actor),
        event: event as NoteEvent,
        channel: String(channel),
        more: more.join(' '),
      }
    })
}
