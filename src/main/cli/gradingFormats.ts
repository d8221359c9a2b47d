import type { CheckResult } from '../../shared/exercise.ts'
import type { GradedSubmission, GradingReport } from '../../shared/grading.ts'
import { csvLine } from './csv.ts'

/** `forkscope check` for spreadsheets and for build servers. */

/** A line for each submission. */
export function gradingCsv({ submissions }: GradingReport): string {
  const head = ['submission', 'verdict', 'cause', 'checksPassed', 'checks', 'durationMs', 'reason']
  const rows = submissions.map(({ submission, verdict, cause, checks, runs, reason }) => {
    const passed = checks.filter((check) => check.passed).length
    const durationMs = Math.round(runs.reduce((total, run) => total + run.durationMs, 0))
    return csvLine([submission, verdict, cause, passed, checks.length, durationMs, oneLine(reason)])
  })
  return [csvLine(head), ...rows].map((line) => `${line}\r\n`).join('')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

/** JUnit's XML: a suite for each submission, a test case for each check in each case. */
export function gradingJunit({ exercise, submissions, startedAt, durationMs }: GradingReport): string {
  const tests = submissions.reduce((total, { checks }) => total + Math.max(1, checks.length), 0)
  const failures = submissions.reduce((total, submission) => total + failuresOf(submission), 0)
  const totals = attributes({ name: exercise.id, tests, failures, time: seconds(durationMs) })
  const suites = submissions.map((submission) => suiteOf(submission, exercise.id, startedAt))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${totals}>\n${suites.join('')}</testsuites>\n`
}

function failuresOf({ checks, verdict }: GradedSubmission): number {
  const failed = checks.filter(({ passed }) => !passed).length
  return checks.length === 0 && verdict === 'failed' ? 1 : failed
}

function suiteOf(submission: GradedSubmission, exercise: string, startedAt: string): string {
  const { submission: name, checks, runs, reason } = submission
  const time = seconds(runs.reduce((total, run) => total + run.durationMs, 0))
  const facts = { name, tests: Math.max(1, checks.length), failures: failuresOf(submission), time }
  const className = `${exercise}.${name}`
  const cases = checks.map((check) => caseOf(check, className))
  if (checks.length === 0) cases.push(failedCase('The program can be run.', className, reason, ''))
  return `  <testsuite${attributes({ ...facts, timestamp: startedAt })}>\n${cases.join('')}  </testsuite>\n`
}

function caseOf({ text, case: of, passed, evidence, because }: CheckResult, className: string): string {
  const name = `${text} [${of}]`
  if (passed) return `    <testcase${attributes({ name, classname: className })}/>\n`
  return failedCase(name, className, evidence, because ?? '')
}

function failedCase(name: string, className: string, message: string, because: string): string {
  const failure = `<failure${attributes({ message })}>${escaped(because)}</failure>`
  return `    <testcase${attributes({ name, classname: className })}>${failure}</testcase>\n`
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}

/** XML 1.0 has no way to write most control characters, nor half of a surrogate pair. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, '\ufffd')
    .replace(/[&<>"\n]/g, (character) => entities[character] ?? character)
}

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3)
}
