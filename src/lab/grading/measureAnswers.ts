import type { Exercise, Question } from '../../shared/exercise.ts'
import type { RunReport } from '../../shared/runReport.ts'
import { measure } from './measures.ts'

type NumberQuestion = Extract<Question, { type: 'number' }>

/** What a run gave for the questions that ask for a number, by their id; null where that was none. Pure. */
export function measureAnswers({ questions }: Exercise, report: RunReport): Record<string, number | null> {
  const asked = questions.filter((question) => question.type === 'number')
  return Object.fromEntries(asked.map(({ id, of }) => [id, answerOf(of, report)]))
}

function answerOf(of: NumberQuestion['of'], report: RunReport): number | null {
  if (of.measure === 'durationMs') return report.run.durationMs
  try {
    const value = measure(of, report)
    return typeof value === 'number' && Number.isFinite(value) ? value : null
  } catch {
    // A regular expression that takes too long measures nothing.
    return null
  }
}
