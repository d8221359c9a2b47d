import type { CheckResult, Exercise } from '../../shared/exercise.ts'
import type { GradedSubmission } from '../../shared/grading.ts'

export interface CheckGroup {
  caseId: string
  isHidden: boolean
  /** What main was given, as far as it may be told. */
  params: string
  results: readonly CheckResult[]
}

/** The results of a check, case by case in the order in which they were graded. */
export function groupChecks({ checks }: GradedSubmission, exercise: Exercise): CheckGroup[] {
  const ids = [...new Set(checks.map((result) => result.case))]
  return ids.map((caseId) => {
    const results = checks.filter((result) => result.case === caseId)
    const of = exercise.cases.find(({ id }) => id === caseId)
    const isHidden = results.some((result) => result.isHidden)
    return { caseId, isHidden, params: isHidden ? '' : paramWords(of?.params ?? {}), results }
  })
}

function paramWords(params: Record<string, unknown>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} = ${shortened(JSON.stringify(value))}`)
    .join(', ')
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** In a sentence: how it went. */
export function checkSummary({ checks, verdict, reason }: GradedSubmission): string {
  const held = checks.filter(({ passed }) => passed).length
  if (verdict === 'passed')
    return checks.length === 1 ? 'The check holds.' : `All ${checks.length} checks hold.`
  if (checks.length === 0) return reason
  const missing = checks.length - held
  return `${held} of ${checks.length} checks hold, ${missing} ${missing === 1 ? 'does' : 'do'} not yet.`
}
