import { toWireError, type WireError } from '../../shared/errors.ts'
import * as errors from '../errors.ts'
import type { Command, MachineErrorCode } from './machine.ts'

const failureClasses: Record<
  MachineErrorCode,
  new (message: string, facts?: Record<string, unknown>) => Error
> = {
  'queue-full': errors.QueueFullError,
  'queue-empty': errors.QueueEmptyError,
  'queue-closed': errors.QueueClosedError,
  'end-of-file': errors.EOFError,
  'broken-pipe': errors.BrokenPipeError,
  closed: errors.ClosedError,
  timeout: errors.TimeoutError,
  misuse: errors.MisuseError,
  'owner-died': errors.OwnerDiedError,
  'broken-barrier': errors.BrokenBarrierError,
}

/** The stack of an error that the broker makes would lead into the broker: it is left to the caller's. */
export function wireFailure({ code, message, facts }: Extract<Command, { type: 'fail' }>): WireError {
  const { stack: _stack, ...wire } = toWireError(new failureClasses[code](message, facts))
  return wire
}
