import type { CheckResult, Exercise, ExerciseCase } from '../../shared/exercise.ts'
import type { GradedRun, GradedSubmission, GradingCause } from '../../shared/grading.ts'
import type { RunReport } from '../../shared/runReport.ts'
import { checksOf, gradeRun } from './gradeRun.ts'
import { tooMuchOutput, type ExceededLimit } from './limitWatch.ts'

/** What was observed of one run. */
export interface ObservedRun {
  report: RunReport
  /** What the watch ended it for. */
  exceeded: ExceededLimit | undefined
}

/** What one case gave. */
export interface GradedCase {
  run: GradedRun
  checks: CheckResult[]
}

interface Observation {
  cause: GradingCause
  /** Empty when the run is as it should be, whatever its checks say. */
  words: string
}

/** Grades a run by the exercise's checks and by those that every exercise has. Pure. */
export function gradeCase(
  exercise: Exercise,
  of: ExerciseCase,
  observed: ObservedRun,
  solution: RunReport | undefined,
): GradedCase {
  const { report } = observed
  const { cause, words } = observe(exercise, observed)
  const checks = gradeRun(exercise, of, report, solution)
  const implied = impliedResults(of, cause, words)
  const all = [
    ...checks,
    ...implied.filter(({ check }) => check !== 'completes' || !decidesItself(exercise, of)),
  ]
  const failed = all.filter(({ passed }) => !passed)
  const [first] = failed
  const isAsItShould = first === undefined
  const run: GradedRun = {
    case: of.id,
    isHidden: of.isHidden,
    runId: report.run.id,
    outcome: report.run.outcome,
    exitCode: report.run.exitCode,
    durationMs: report.run.durationMs,
    cause: isAsItShould ? 'passed' : cause === 'passed' ? 'checks' : cause,
    reason: first ? reasonOf(words, findingsOf(report), failed, all.length) : null,
    findings: findingsOf(report),
  }
  return { run, checks: all }
}

/**
 * Why nothing can be held against this run of the solution: it did not come to the end that it should, and what it
 * gave is nothing. Undefined when it did. Pure.
 */
export function solutionFailure(
  exercise: Exercise,
  of: ExerciseCase,
  observed: ObservedRun,
): string | undefined {
  const { cause, reason } = gradeCase(exercise, of, observed, observed.report).run
  return cause === 'passed' || cause === 'checks' ? undefined : (reason ?? undefined)
}

/** A submission's verdict over all of its cases. */
export function gradeSubmission(submission: string, graded: readonly GradedCase[]): GradedSubmission {
  const runs = graded.map(({ run }) => run)
  const checks = graded.flatMap((each) => each.checks)
  const failing = runs.find(({ cause }) => cause !== 'passed')
  if (!failing) {
    const count = `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`
    return { submission, verdict: 'passed', cause: 'passed', reason: `All of ${count} hold.`, checks, runs }
  }
  const where = runs.length > 1 ? ` (case ${failing.case})` : ''
  const reason = `${failing.reason ?? ''}${where}`
  return { submission, verdict: 'failed', cause: failing.cause, reason, checks, runs }
}

/** A submission whose grading was ended before its last case: never a pass. */
export function notGraded(submission: string, graded: readonly GradedCase[]): GradedSubmission {
  const { checks, runs } = gradeSubmission(submission, graded)
  return { submission, verdict: 'failed', cause: 'stopped', reason: 'Grading was stopped.', checks, runs }
}

/** A submission that no run was made of. */
export function notAProgram(submission: string, reason: string): GradedSubmission {
  return { submission, verdict: 'failed', cause: 'not-a-program', reason, checks: [], runs: [] }
}

function observe({ limits }: Exercise, { report, exceeded }: ObservedRun): Observation {
  if (exceeded) return { cause: exceeded.cause, words: exceeded.message }
  const { outcome, error } = report.run
  if (error?.name === 'SessionError')
    return { cause: 'unobserved', words: `${error.message} So what it did was not seen to its end.` }
  if (error?.name === 'ResultTooLargeError') return { cause: 'result-limit', words: error.message }
  if (outcome === 'timeout')
    return { cause: 'time-limit', words: error?.message ?? 'It was not through in time.' }
  if (printedBytes(report) > limits.outputKb * 1024) {
    const { cause, message } = tooMuchOutput(limits)
    return { cause, words: message }
  }
  if (outcome === 'deadlocked') return { cause: 'deadlocked', words: error?.message ?? 'It was deadlocked.' }
  if (outcome === 'killed') return { cause: 'stopped', words: 'The run was stopped.' }
  if (outcome === 'failed') return { cause: 'failed-run', words: failureWords(report) }
  return { cause: 'passed', words: '' }
}

function failureWords({ run: { error, exitCode } }: RunReport): string {
  if (!error) return `The main program ended with exit code ${exitCode ?? 'unknown'}.`
  return error.name === 'ProcessExitError' ? error.message : `It failed with ${error.name}: ${error.message}`
}

function printedBytes({ output, loss }: RunReport): number {
  return output.reduce((total, { text }) => total + Buffer.byteLength(text), loss.outputBytesDropped)
}

/** Its own checks say what the run has to come to. */
function decidesItself(exercise: Exercise, of: ExerciseCase): boolean {
  return checksOf(exercise, of).some(({ of: { measure } }) => measure === 'outcome' || measure === 'error')
}

const ownEnds: ReadonlySet<GradingCause> = new Set(['passed', 'deadlocked', 'failed-run', 'stopped'])

function impliedResults({ id, isHidden }: ExerciseCase, cause: GradingCause, words: string): CheckResult[] {
  const completes: CheckResult = {
    ...{ check: 'completes', case: id, isHidden, text: 'The program runs to its end.' },
    passed: cause === 'passed',
    evidence: cause === 'passed' ? 'it completed' : words,
    because: cause === 'passed' ? null : 'A run that ends otherwise leaves work undone.',
  }
  if (ownEnds.has(cause)) return [completes]
  const limits: CheckResult = {
    ...{
      check: 'limits',
      case: id,
      isHidden,
      text: 'The run stays within its limits and is seen to its end.',
    },
    passed: false,
    evidence: words,
    because: 'The exercise says how long a run may take and what it may use.',
  }
  return [limits, completes]
}

function reasonOf(
  words: string,
  findings: readonly string[],
  failed: readonly CheckResult[],
  count: number,
): string {
  const [first] = failed
  if (words !== '') {
    const [explanation] = findings.filter((finding) => !words.includes(finding) && !finding.includes(words))
    return explanation === undefined ? words : `${words} ${explanation}`
  }
  return `${failed.length} of ${count} checks failed: ${first?.text ?? ''} It was ${first?.evidence ?? ''}.`
}

const severities = ['error', 'warning', 'info'] as const

function findingsOf({ findings }: RunReport): string[] {
  return findings
    .filter(({ code }) => code !== 'timeout')
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
    .slice(0, 20)
    .map(({ message }) => message)
}
