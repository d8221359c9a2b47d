import type { WireError } from '../../shared/errors.ts'
import {
  BrokenPoolError,
  PoolNotRunningError,
  TimeoutError,
  WorkerDiedError,
  type TaskFacts,
} from '../errors.ts'
import type { WorkerExit } from './poolTypes.ts'
import { withoutStack } from '../wire/withoutStack.ts'

/** The errors that a pool itself makes, ready for the wire. */

/** @param cause - what nobody caught in the worker. */
export function workerDied(
  task: TaskFacts,
  exit: WorkerExit,
  attempts: number,
  cause: WireError | undefined,
): WireError {
  const error = new WorkerDiedError({ ...exit, task, ...(attempts > 1 && { attempts }) })
  return { ...withoutStack(error), ...(cause && { cause }) }
}

export function overTime(task: TaskFacts, pid: number, taskTimeoutMs: number | null): WireError {
  const message = `Task ${task.index} of ${task.function} ran longer than taskTimeoutMs (${taskTimeoutMs} ms); worker ${pid} was ended.`
  return withoutStack(new TimeoutError(message, { ...task, pid, taskTimeoutMs }))
}

export function notRunning(pool: string, phase: 'closed' | 'terminated'): WireError {
  const message = `${pool} is ${phase}: create the pool again, or submit before close().`
  return withoutStack(new PoolNotRunningError(message))
}

export interface Deaths {
  /** How many workers ended in a row. */
  deaths: number
  /** Whether they ended before they were ready. */
  areStarting: boolean
  /** The last of them. */
  exit: WorkerExit
  /** What nobody caught in it: of the initializer, or of the import of the program. */
  cause: WireError | undefined
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
