import type { WireError } from '../../shared/errors.ts'
import * as errors from '../errors.ts'
import { withoutStack } from '../wire/withoutStack.ts'
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

export function wireFailure({ code, message, facts }: Extract<Command, { type: 'fail' }>): WireError {
  return withoutStack(new failureClasses[code](message, facts))
}
