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

/** A process came to its end, and a child that it had never joined was still alive. */
export function unjoinedFinding(faces: Faces, parentId: number, childId: number): Finding {
  const parent = { name: faces.nameOf(parentId), pid: faces.pidOf(parentId) }
  const child = { name: faces.nameOf(childId), pid: faces.pidOf(childId) }
  return {
    code: 'unjoined-child',
    severity: 'info',
    message:
      `Nobody joined ${child.name} (pid ${child.pid}): it still ran when ${parent.name} (pid ${parent.pid}) had ` +
      'nothing left to do, and only the end of that one waited for it. Join it before you use what it has done.',
    pids: [parent.pid, child.pid],
    channels: [],
  }
}
