import type { LoadedExercise } from '../../lab/exercises/loadExercise.ts'
import type { Submission } from '../../lab/grading/submissions.ts'
import { countOf, formatDuration } from '../../lab/words.ts'
import type { CheckResult } from '../../shared/exercise.ts'
import type { GradedSubmission, GradingReport } from '../../shared/grading.ts'
import { inertLine } from './inertText.ts'
import type { Terminal } from './terminal.ts'

/** `forkscope check` for people: of many submissions a line each as they are done, of one every check. */
export class GradingPrinter {
  readonly #terminal: Terminal
  readonly #isAlone: boolean
  readonly #nameWidth: number

  constructor(terminal: Terminal, { id, exercise }: LoadedExercise, submissions: readonly Submission[]) {
    this.#terminal = terminal
    this.#isAlone = submissions.length === 1
    this.#nameWidth = Math.min(40, Math.max(...submissions.map(({ name }) => name.length)))
    const cases = countOf(exercise.cases.length, 'case')
    terminal.line(`${exercise.title} (${id}): ${countOf(submissions.length, 'submission')}, ${cases} each`)
    terminal.line()
  }

  graded(submission: GradedSubmission): void {
    if (this.#isAlone) return this.#wholly(submission)
    const { submission: name, verdict, reason } = submission
    const tail = verdict === 'passed' ? '' : `  ${reason}`
    this.#terminal.line(inertLine(`${verdict}  ${name.padEnd(this.#nameWidth)}${tail}`))
  }

  finish({ passed, failed, durationMs }: GradingReport): void {
    if (this.#isAlone) return
    const total = countOf(passed + failed, 'submission')
    this.#terminal.line()
    this.#terminal.line(`${passed} of ${total} passed after ${formatDuration(durationMs)}.`)
  }

  #wholly({ submission, verdict, cause, reason, checks, runs }: GradedSubmission): void {
    for (const check of checks)
      for (const line of checkLines(check, runs.length > 1)) this.#terminal.line(line)
    const findings = [...new Set(runs.flatMap((run) => run.findings))]
    if (findings.length > 0) this.#terminal.line()
    for (const finding of findings) this.#terminal.line(inertLine(finding))
    if (checks.length > 0) this.#terminal.line()
    const isTold = verdict === 'passed' || cause === 'checks'
    this.#terminal.line(inertLine(`${submission} ${verdict}.${isTold ? '' : ` ${reason}`}`))
  }
}

function checkLines(check: CheckResult, hasCases: boolean): string[] {
  const where = hasCases ? ` (case ${check.case}${check.isHidden ? ', hidden' : ''})` : ''
  const title = inertLine(`${check.passed ? 'passed' : 'FAILED'}  ${check.text}${where}`)
  if (check.passed) return [title]
  const because = check.because === null ? [] : [`        ${inertLine(check.because)}`]
  return [title, `        ${inertLine(check.evidence)}`, ...because]
}
