import type { WireError } from '../../shared/errors.ts'
import { inertLines } from './inertText.ts'

export interface ErrorText {
  /** One sentence for people. */
  message: string
  /** Stack, code, causes: undefined where there is nothing more than the message. */
  details: string | undefined
}

/** What to show of a thrown value or of an error from the host. A program may have written any of it. */
export function describeError(error: unknown): ErrorText {
  const { message, details } = errorText(error)
  return { message: inertLines(message), details: details === undefined ? undefined : inertLines(details) }
}

function errorText(error: unknown): ErrorText {
  if (typeof error === 'string') return { message: error, details: undefined }
  if (!isErrorLike(error)) return { message: String(error), details: undefined }
  const lines: string[] = []
  for (let cause: WireError | undefined = error, depth = 0; cause && depth < 5; depth++) {
    if (depth > 0) lines.push(`Caused by ${cause.name}: ${cause.message}`)
    if (cause.stack) lines.push(cause.stack)
    cause = isErrorLike(cause.cause) ? cause.cause : undefined
  }
  return { message: error.message || error.name, details: lines.length > 0 ? lines.join('\n') : undefined }
}

function isErrorLike(error: unknown): error is WireError {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error
}
