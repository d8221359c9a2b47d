import type { WireError } from '../../shared/errors.ts'
import type { ReportedError } from '../../shared/runReport.ts'
import { endWords } from '../processes/endWords.ts'
import { ProcessLimitError } from '../errors.ts'
import type { ProcessRecord } from '../processes/processRecord.ts'
import type { SessionEnd } from './protocol.ts'

/** What the main program said before it ended. */
export interface MainOutcome {
  error: WireError | null
  result: unknown
}

/**
 * How a run ended.
 * @param main - undefined when the main program was never started.
 * @param outcome - undefined when it ended without a word.
 * @param stoppedBecause - who stopped the run, if anybody did.
 * @param isDeadlocked - whether the main program could not have gone on when it was stopped.
 */
export function endOfRun(
  main: ProcessRecord | undefined,
  outcome: MainOutcome | undefined,
  stoppedBecause: 'user' | 'timeout' | undefined,
  isDeadlocked = false,
): Omit<SessionEnd, 'startedAt'> {
  const exitCode = main?.exitCode ?? null
  const error = outcome?.error ? reported(outcome.error, main) : null
  const common = { exitCode, result: outcome?.result, error }
  if (stoppedBecause && isDeadlocked) return { ...common, outcome: 'deadlocked' }
  if (stoppedBecause === 'timeout') return { ...common, outcome: 'timeout' }
  if (stoppedBecause === 'user' || main?.endedBy === 'user') return { ...common, outcome: 'killed' }
  if (exitCode === 0 && !error) return { ...common, outcome: 'completed' }
  return { ...common, outcome: 'failed', error: error ?? exitError(main) }
}

function reported(error: WireError, main: ProcessRecord | undefined): ReportedError {
  return { name: error.name, message: error.message, stack: stackOf(error), pid: main?.pid ?? null }
}

/** The stacks of the error and of what caused it: that of a task's error leads to the place in the program. */
function stackOf({ stack = '', cause }: WireError): string {
  const causes = cause ? stackOf(cause) : ''
  return causes ? `${stack}\n[cause]: ${causes}` : stack
}

function exitError(main: ProcessRecord | undefined): ReportedError {
  const hint = hintFor(main)
  return {
    name: 'ProcessExitError',
    message: `The main program ${endWords(main)}.${hint}`,
    stack: '',
    pid: main?.pid ?? null,
  }
}

/** An end that is seldom meant, and what it means. */
function hintFor(main: ProcessRecord | undefined): string {
  // V8 aborts when its heap is full, and so does `process.abort()`; both have told it on stderr.
  if (main?.signal === 'SIGABRT' || main?.exitCode === 134)
    return ' Most likely it ran out of memory: see its last output.'
  if (main?.exitCode === 13) return ' Most likely it waited for a promise that nothing will settle.'
  return ''
}

/** As many starts were refused as processes may live: see `ProcessManagerListener.onRunaway`. */
export function runawayError(started: number, refused: number): ProcessLimitError {
  const message =
    `The program starts processes without end: ${started} were started and ${refused} more refused, ` +
    `because only that many may be alive at once. Look for a function that starts processes which start it again.`
  return new ProcessLimitError(message, { started, refused })
}
