import type { Finding } from '../../shared/runReport.ts'
import { endWords } from '../processes/endWords.ts'
import type { Deaths } from './poolTypes.ts'

/** Findings that only the engine can make, at the moment when it knows. */

/** Knows processes by their numbers. */
export interface Faces {
  nameOf(processId: number): string
  pidOf(processId: number): number
}

/** A pool that starts workers which cannot live; it was given up. */
export function crashLoopFinding(pool: string, { deaths, areStarting, exit, cause }: Deaths): Finding {
  const isUnstarted = exit.pid === 0
  const why = cause ? `${cause.name}: ${cause.message.replace(/\.$/, '')}` : `the last ${endWords(exit)}`
  const when = areStarting ? 'before they were ready for tasks' : 'soon and without a task'
  const message = isUnstarted
    ? `${pool} was given up, because a worker could not be started: ${why}.`
    : `${pool} was given up: ${deaths} workers in a row ended ${when} (${why}). More would end the same way: ` +
      (areStarting
        ? 'mend its initializer or what the program does when it is imported.'
        : 'look at their output.')
  const pids = isUnstarted ? [] : [exit.pid]
  return { code: 'crash-loop', severity: 'error', message, pids, channels: [] }
}

const mostNamed = 3

/** Children that nobody had joined when their parents came to their end. */
export class UnjoinedChildren {
  readonly #byParent = new Map<number, number[]>()

  note(parent: number, child: number): void {
    this.#byParent.set(parent, [...(this.#byParent.get(parent) ?? []), child])
  }

  /** @returns what is new since the last time: one finding for each parent. */
  take(faces: Faces): Finding[] {
    const findings = [...this.#byParent].map(([parent, children]) => unjoinedFinding(faces, parent, children))
    this.#byParent.clear()
    return findings
  }
}

function unjoinedFinding(faces: Faces, parent: number, children: readonly number[]): Finding {
  const face = (id: number): string => `${faces.nameOf(id)} (pid ${faces.pidOf(id)})`
  const named = children.slice(0, mostNamed).map(face)
  const others = children.length - named.length
  const all = others > 0 ? `${named.join(', ')} and ${others} more` : named.join(' and ')
  const [it, has] = children.length === 1 ? ['it', 'has'] : ['they', 'have']
  return {
    code: 'unjoined-child',
    severity: 'info',
    message:
      `Nobody joined ${all}: ${it} still ran when ${face(parent)} had nothing left to do, and only the end of that ` +
      `one waited. Join before you use what ${it} ${has} done.`,
    pids: [parent, ...children].map((id) => faces.pidOf(id)),
    channels: [],
  }
}
