import type { WireError } from '../../shared/errors.ts'
import {
  BrokenPoolError,
  PoolNotRunningError,
  TimeoutError,
  WorkerDiedError,
  type TaskFacts,
} from '../errors.ts'
import type { Deaths, WorkerExit } from './poolTypes.ts'
import type { PoolWorker } from './poolWorker.ts'
import type { PoolDescription } from '../wire/operations.ts'
import { withoutStack } from '../wire/withoutStack.ts'

/** The errors that a pool itself makes, ready for the wire. */

/** @param cause - what nobody caught in the worker. */
function workerDied(
  task: TaskFacts,
  exit: WorkerExit,
  attempts: number,
  cause: WireError | undefined,
): WireError {
  const error = new WorkerDiedError({ ...exit, task, ...(attempts > 1 && { attempts }) })
  return { ...withoutStack(error), ...(cause && { cause }) }
}

function overTime(task: TaskFacts, pid: number, taskTimeoutMs: number | null): WireError {
  const message = `Task ${task.index} of ${task.function} ran longer than taskTimeoutMs (${taskTimeoutMs} ms); worker ${pid} was ended.`
  return withoutStack(new TimeoutError(message, { ...task, pid, taskTimeoutMs }))
}

/** What the caller of a task is told whose worker ended. */
export function lostTask(
  task: TaskFacts,
  exit: WorkerExit,
  attempts: number,
  { hasTimedOut, failure }: Pick<PoolWorker, 'hasTimedOut' | 'failure'>,
  { taskTimeoutMs }: Pick<PoolDescription, 'taskTimeoutMs'>,
): WireError {
  return hasTimedOut ? overTime(task, exit.pid, taskTimeoutMs) : workerDied(task, exit, attempts, failure)
}

export function notRunning(pool: string, phase: 'closed' | 'terminated'): WireError {
  const message = `${pool} is ${phase}: create the pool again, or submit before close().`
  return withoutStack(new PoolNotRunningError(message))
}

export function brokenPool(pool: string, { deaths, areStarting, exit, cause }: Deaths): WireError {
  const how = exit.signal ? `killed by ${exit.signal}` : `exit code ${exit.exitCode}`
  const why = cause ? `: ${cause.name}: ${cause.message}` : ` (${how}).`
  const when = areStarting ? 'before they were ready' : 'without a task'
  const neverStarted = exit.pid === 0
  const what = neverStarted ? 'a worker could not be started' : `${deaths} workers in a row ended ${when}`
  const message = `${pool} is broken: ${what}${why}`
  return { ...withoutStack(new BrokenPoolError(message, { deaths })), ...(cause && { cause }) }
}
