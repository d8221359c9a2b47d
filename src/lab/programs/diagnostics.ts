import type { Message } from 'esbuild'
import { UserError, type SourceLocation } from '../../shared/errors.ts'

/** One mistake in a program. Lines and columns count from 1, columns and lengths in UTF-16 units. */
export interface ProgramDiagnostic {
  file: string
  line: number
  column: number
  length: number
  severity: 'error' | 'warning'
  message: string
}

/** @param nameOf - how a file is called to the user; bundler paths may be internal. */
export function toDiagnostic(
  message: Message,
  severity: 'error' | 'warning',
  nameOf: (file: string) => string,
): ProgramDiagnostic {
  const { location } = message
  const text = withHint(message)
  if (!location) return { file: '', line: 1, column: 1, length: 0, severity, message: text }
  const bytes = Buffer.from(location.lineText)
  const before = bytes.subarray(0, location.column).toString()
  const marked = bytes.subarray(location.column, location.column + location.length).toString()
  return {
    file: nameOf(location.file),
    line: location.line,
    column: before.length + 1,
    length: marked.length,
    severity,
    message: text,
  }
}

/** The first mistake as one sentence; how many more there are is said, not shown. */
export function toUserError(diagnostics: readonly ProgramDiagnostic[], programName: string): UserError {
  const [first] = diagnostics
  if (!first) return new UserError('bad-program', `${programName} cannot be bundled.`)
  const more = diagnostics.length - 1
  const rest = more > 0 ? ` (and ${more} more ${more === 1 ? 'error' : 'errors'})` : ''
  const sentence =
    more === 0 && first.message.endsWith('?') ? first.message : `${first.message.replace(/\.$/, '')}${rest}.`
  if (!first.file) return new UserError('bad-program', `${programName}: ${sentence}`)
  const location: SourceLocation = { file: first.file, line: first.line, column: first.column }
  return new UserError('bad-program', `${first.file}:${first.line}:${first.column}: ${sentence}`, location)
}

function withHint(message: Message): string {
  const unresolved = /^Could not resolve "(.+)"$/.exec(message.text)
  if (!unresolved) return message.text
  const name = unresolved[1] ?? ''
  return /^[./]/.test(name)
    ? `There is no file '${name}' beside the program`
    : `The package '${name}' is not installed where the program lies`
}
