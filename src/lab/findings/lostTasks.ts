import type { Finding } from '../../shared/runReport.ts'
import type { PoolSnapshot, ProcessSnapshot, RunEvent } from '../../shared/runUpdate.ts'
import { countOf } from '../words.ts'

export type LostTask = Extract<RunEvent, { type: 'task-lost' }>

/** Codes by which Node itself ends a process; any other that has no error behind it was asked for. */
const codesOfNode: ReadonlySet<number> = new Set([5, 6, 7, 10, 12, 13, 14])
const firstCodeOfSignals = 128

/** A task that ended its worker, or ended with it. */
export function lostTask(
  lost: LostTask,
  worker: ProcessSnapshot | undefined,
  platform: NodeJS.Platform = process.platform,
): Finding {
  return {
    code: 'task-lost',
    severity: 'error',
    message: `Task ${lost.task} of ${lost.pool} was lost: its worker, pid ${lost.pid}, ${howItEnded(lost, worker, platform)}`,
    pids: [lost.pid],
    channels: [],
    atMs: lost.atMs,
  }
}

function howItEnded(lost: LostTask, worker: ProcessSnapshot | undefined, platform: NodeJS.Platform): string {
  if (lost.isOverTime) return 'was ended, because the task ran longer than taskTimeoutMs.'
  if (worker && hasAsked(lost, worker, platform))
    return (
      `exited with code ${worker.exitCode} while it ran it. No error is behind that: the task called ` +
      'process.exit(), which ends the worker and not only the task. Return a value or throw an error instead.'
    )
  return `${endOf(worker)} while it ran it${lost.failure ? ` (${lost.failure})` : ''}.`
}

function endOf(worker: ProcessSnapshot | undefined): string {
  if (worker?.phase !== 'ended') return 'ended'
  if (worker.signal)
    return `was killed by ${worker.signal}${worker.endedBy === 'user' ? ', as the user asked,' : ''}`
  return `exited with code ${worker.exitCode ?? 'unknown'}`
}

/** Whether it can only have been `process.exit()`. */
function hasAsked({ failure }: LostTask, worker: ProcessSnapshot, platform: NodeJS.Platform): boolean {
  const { exitCode, signal, endedBy, endCause } = worker
  if (failure !== undefined || signal !== null || endedBy !== null || endCause !== null) return false
  // There it is also the code of a process that another one ended.
  if (platform === 'win32' && exitCode === 1) return false
  return exitCode !== null && exitCode >= 0 && exitCode < firstCodeOfSignals && !codesOfNode.has(exitCode)
}

/** Tasks that were begun again elsewhere, as the program had asked for. */
export function retriedTasks({ id, retried }: PoolSnapshot): Finding[] {
  if (retried === 0) return []
  const are = retried === 1 ? 'was' : 'were'
  return [
    {
      code: 'task-retried',
      severity: 'info',
      message: `${countOf(retried, 'task')} of ${id} ${are} begun again, because a worker had ended: what they had done by then may have happened twice.`,
      pids: [],
      channels: [],
    },
  ]
}
