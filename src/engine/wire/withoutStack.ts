import { toWireError, type WireError } from '../../shared/errors.ts'

/** The stack of an error that the session makes would lead into the session: it is left to the caller's. */
export function withoutStack(error: unknown): WireError {
  const { stack: _stack, ...wire } = toWireError(error)
  return wire
}
