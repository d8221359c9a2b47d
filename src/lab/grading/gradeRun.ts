import type { CheckResult, Check, Exercise, ExerciseCase } from '../../shared/exercise.ts'
import type { RunReport } from '../../shared/runReport.ts'
import { judge, type Judgement, type ResolvedExpectation } from './expectations.ts'
import { measure } from './measures.ts'
import { PatternTimeoutError } from './patterns.ts'

/** The checks that apply to a case. */
export function checksOf({ checks }: Exercise, { id }: ExerciseCase): Check[] {
  return checks.filter(({ cases }) => cases === undefined || cases.includes(id))
}

/** Whether the solution has to be run to grade this case. */
export function needsSolution(exercise: Exercise, of: ExerciseCase): boolean {
  return checksOf(exercise, of).some(({ expect }) => 'sameAsSolution' in expect)
}

/**
 * Grades one run of a case: pure, by what was observed alone.
 *
 * @param solution - the report of the solution's run of the same case, where {@link needsSolution} says so
 */
export function gradeRun(
  exercise: Exercise,
  of: ExerciseCase,
  report: RunReport,
  solution?: RunReport,
): CheckResult[] {
  return checksOf(exercise, of).map((check) => gradeCheck(check, of, report, solution))
}

function gradeCheck(
  { id, text, of, expect, because }: Check,
  { id: caseId, isHidden }: ExerciseCase,
  report: RunReport,
  solution: RunReport | undefined,
): CheckResult {
  const { passed, evidence } = judged(() =>
    judge(measure(of, report), resolve({ of, expect }, report, solution)),
  )
  return { check: id, case: caseId, isHidden, passed, text, evidence, because: passed ? null : because }
}

/** A pattern that takes too long for what was printed is the exercise's mistake; the check does not pass by it. */
function judged(judging: () => Judgement): Judgement {
  try {
    return judging()
  } catch (error) {
    if (!(error instanceof PatternTimeoutError)) throw error
    return { passed: false, evidence: `undecided: ${error.message}` }
  }
}

function resolve(
  { of, expect }: Pick<Check, 'of' | 'expect'>,
  report: RunReport,
  solution: RunReport | undefined,
): ResolvedExpectation {
  if ('sameAs' in expect) return equalTo(measure(expect.sameAs, report))
  if (!('sameAsSolution' in expect)) return expect
  if (!solution) throw new Error('A check needs the solution’s run, which was not made.')
  return equalTo(measure(of, solution))
}

function equalTo(value: unknown): ResolvedExpectation {
  return { equals: value as Extract<ResolvedExpectation, { equals: unknown }>['equals'] }
}
