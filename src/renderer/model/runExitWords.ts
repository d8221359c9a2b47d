import type { ProcessSnapshot } from '../../shared/runUpdate.ts'
import type { OutputLine } from './runOutput.ts'

const signalNumbers: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
}

const endedByWords = {
  user: 'from you',
  timeout: 'by the time limit',
  program: 'from its own program',
  engine: 'from Forkscope',
} as const

type Exit = Pick<ProcessSnapshot, 'exitCode' | 'signal' | 'endedBy'>

/**
 * How a process ended, in words: `exit 0`, `exit 1: TypeError: x is not a function`,
 * `killed by SIGKILL (9) from you`. `error` is what it threw, or why it was ended, where that is known.
 */
export function exitWords(exit: Exit, error?: string): string {
  const signal = exit.signal ?? signalOfCode(exit.exitCode)
  if (signal !== null) return signalWords(signal, exit) + (error === undefined ? '' : `: ${error}`)
  if (exit.exitCode === null) return 'ended, exit code unknown'
  const by =
    exit.endedBy === null || exit.endedBy === 'program' ? '' : `, ended ${endedByWords[exit.endedBy]}`
  const why = exit.exitCode !== 0 && error !== undefined ? `: ${error}` : ''
  return `exit ${exit.exitCode}${by}${why}`
}

/** Whether this end needs the reader's attention: neither code 0 nor a signal that the reader asked for. */
export function endedBadly(exit: Exit): boolean {
  if (exit.endedBy === 'user') return false
  if (exit.signal !== null) return exit.endedBy !== 'program' && exit.endedBy !== 'engine'
  return exit.exitCode !== null && exit.exitCode !== 0
}

/** The last line of a process's stderr that names an error, for example `TypeError: x is not a function`. */
export function errorFromOutput(lines: readonly OutputLine[], processId: number): string | undefined {
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i]!
    if (line.processId !== processId || line.stream !== 'stderr') continue
    const match = /^(?:Uncaught )?((?:[A-Z]\w*)?(?:Error|Exception)\b.*)$/.exec(line.text.trim())
    if (match) return match[1]
  }
  return undefined
}

function signalWords(signal: string, exit: Exit): string {
  const number =
    signalNumbers[signal] ?? (exit.exitCode !== null && exit.exitCode < 0 ? -exit.exitCode : null)
  const verb = signal === 'SIGKILL' ? 'killed' : 'ended'
  const from = exit.endedBy === null ? '' : ` ${endedByWords[exit.endedBy]}`
  return `${verb} by ${signal}${number === null ? '' : ` (${number})`}${from}`
}

function signalOfCode(code: number | null): string | null {
  if (code === null || code >= 0) return null
  const entry = Object.entries(signalNumbers).find(([, number]) => number === -code)
  return entry ? entry[0] : `signal ${-code}`
}
