/**
 * The wire format of an error: what crosses process boundaries, IPC and WebSocket.
 * `cause` carries the remote error (with its stack) where one led to this one.
 */
export interface WireError {
  name: string
  message: string
  code?: string
  stack?: string
  facts?: Record<string, unknown>
  /** What its constructor is called, where that is known: `name` need not say it. */
  className?: string
  /** Own data of an error of a program's own. */
  properties?: Record<string, unknown>
  cause?: WireError
}

/**
 * A mistake of the user (wrong argument, program, file, message): one sentence that says what failed
 * and what to do. Shown without a stack. Everything else that is thrown is a bug and shown loudly.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly code: UserErrorCode
  /** Where the mistake is, when it is in a program. Lines and columns count from 1. */
  readonly location: SourceLocation | undefined

  constructor(code: UserErrorCode, message: string, location?: SourceLocation) {
    super(message)
    this.code = code
    this.location = location
  }
}

export type UserErrorCode =
  | 'usage'
  | 'not-found'
  | 'not-readable'
  | 'bad-program'
  | 'bad-input'
  | 'refused'
  | 'port-in-use'
  | 'limit'
  | 'unsupported'

export interface SourceLocation {
  file: string
  line: number
  column: number
}

/** Recognises a {@link UserError} across bundles and realms, where `instanceof` fails. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError' && 'code' in error
}

/** Describes any thrown value for the wire. Stacks of user errors are left out. */
export function toWireError(error: unknown, depth = 0): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { code, facts } = error as { code?: unknown; facts?: Record<string, unknown> }
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    ...(facts && { facts }),
    ...(isUserError(error)
      ? error.location && { facts: { location: error.location } }
      : { stack: error.stack }),
    ...(error.cause !== undefined && depth < 4 && { cause: toWireError(error.cause, depth + 1) }),
  }
}
