import type { Finding, OutputChunk } from '../../shared/runReport.ts'
import type { ProcessSnapshot } from '../../shared/runUpdate.ts'

/** Mistakes that the library itself explains when it meets them: what to do is in the error. */
const codes: Readonly<Record<string, string>> = {
  BootstrapError: 'bootstrapping',
  NotExportedError: 'not-exported',
  SerializationError: 'not-serializable',
}

interface Failure {
  name: string
  message: string
  pid: number | null
}

/**
 * @param error - what ended the main program.
 * @param output - a process that fails of an error prints it.
 */
export function programErrors(
  error: Failure | null,
  processes: readonly ProcessSnapshot[],
  output: readonly OutputChunk[],
): Finding[] {
  const failures = [...(error ? [error] : []), ...processes.flatMap((process) => failureOf(process, output))]
  return failures.flatMap(({ name, message, pid }) => {
    const code = codes[name]
    return code ? [{ code, severity: 'error', message, pids: pid === null ? [] : [pid], channels: [] }] : []
  })
}

const printed = new RegExp(`^(${Object.keys(codes).join('|')}): (.+)$`, 'm')

function failureOf(process: ProcessSnapshot, output: readonly OutputChunk[]): Failure[] {
  const { processId, pid, role, exitCode, signal, endedBy } = process
  const hasFailed = exitCode === 1 && signal === null && endedBy === null
  if (role === 'main' || !hasFailed) return []
  const text = output
    .filter((chunk) => chunk.processId === processId && chunk.stream === 'stderr')
    .map((chunk) => chunk.text)
    .join('')
  const [, name, message] = printed.exec(text) ?? []
  return name && message ? [{ name, message, pid }] : []
}
