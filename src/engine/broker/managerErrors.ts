import type { WireError } from '../../shared/errors.ts'
import { ClosedError, ManagerDiedError, TimeoutError } from '../errors.ts'
import type { WorkerExit } from './poolTypes.ts'
import { withoutStack } from '../wire/withoutStack.ts'

/** The errors that a manager itself makes, ready for the wire. */

/** Why a manager ended in order. */
export type ManagerEnd = 'shutdown' | 'creator-ended'

/** @param cause - what nobody caught in its process. */
export function managerDied(
  manager: string,
  exit: WorkerExit,
  wasStarting: boolean,
  cause: WireError | undefined,
): WireError {
  const error = new ManagerDiedError({ manager, ...exit, wasStarting })
  const message = cause ? `${error.message} It had thrown ${cause.name}: ${cause.message}` : error.message
  return { ...withoutStack(error), message, ...(cause && { cause }) }
}

export function managerClosed(manager: string, end: ManagerEnd): WireError {
  const why = end === 'shutdown' ? 'was shut down' : 'has ended with the process that created it'
  const advice =
    end === 'shutdown' ? 'call shutdown() after the last use' : 'create it where it is needed longest'
  const message = `${manager} ${why}: what was made through it can no longer be used; ${advice}.`
  return withoutStack(new ClosedError(message, { manager }))
}

export function managerLate(manager: string): WireError {
  const message = `A call to ${manager} was not answered in time (callTimeoutMs). It may still take effect.`
  return withoutStack(new TimeoutError(message, { manager }))
}
