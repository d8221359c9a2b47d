import type { ExerciseProgress, Question } from '../../shared/exercise.ts'

/** By the question's id: the chosen option's id, a number, or {@link skipped}. What is not there is not settled. */
export type Answers = Readonly<ExerciseProgress['predictions']>

/** What stands for an answer where the learner went on without one. */
export const skipped = ''

/** What was measured of the first run, by the question's id; null where there was nothing to measure. */
export type Measured = Readonly<Record<string, number | null>>

/** The first question that is neither answered nor skipped; null when the program may be run. */
export function firstOpen(questions: readonly Question[], answers: Answers): Question | null {
  return questions.find((question) => !isAnswered(question, answers[question.id])) ?? null
}

function isAnswered(question: Question, answer: string | number | undefined): boolean {
  if (answer === skipped) return true
  if (question.type === 'number') return typeof answer === 'number' && Number.isFinite(answer)
  return question.options.some(({ id }) => id === answer)
}

/** Those that are not answered yet are skipped. */
export function skipOpen(questions: readonly Question[], answers: Answers): Answers {
  const open = questions.filter((question) => !isAnswered(question, answers[question.id]))
  return { ...answers, ...Object.fromEntries(open.map(({ id }) => [id, skipped])) }
}

export type Judgement = 'right' | 'wrong' | 'skipped' | 'unknown'

export interface PredictionResult {
  id: string
  text: string
  /** In words; null when it was skipped. */
  predicted: string | null
  /** What was seen; null when it could not be measured. */
  happened: string | null
  judgement: Judgement
  because: string
}

/** What was predicted, what happened, and why. */
export function judgePredictions(
  questions: readonly Question[],
  answers: Answers,
  measured: Measured,
): PredictionResult[] {
  return questions.map((question) =>
    question.type === 'choice'
      ? judgeChoice(question, answers[question.id])
      : judgeNumber(question, answers[question.id], measured[question.id] ?? null),
  )
}

type ChoiceQuestion = Extract<Question, { type: 'choice' }>
type NumberQuestion = Extract<Question, { type: 'number' }>

function judgeChoice(question: ChoiceQuestion, answer: string | number | undefined): PredictionResult {
  const { id, text, options, because } = question
  const textOf = (option: string | number | undefined): string | null =>
    options.find((entry) => entry.id === option)?.text ?? null
  const predicted = textOf(answer)
  const judgement = predicted === null ? 'skipped' : answer === question.answer ? 'right' : 'wrong'
  return { id, text, predicted, happened: textOf(question.answer), judgement, because }
}

function judgeNumber(
  question: NumberQuestion,
  answer: string | number | undefined,
  measured: number | null,
): PredictionResult {
  const { id, text, unit, because } = question
  const predicted = typeof answer === 'number' ? answer : null
  return {
    id,
    text,
    predicted: predicted === null ? null : withUnit(predicted, unit),
    happened: measured === null ? null : withUnit(measured, unit),
    judgement: judgementOf(question, predicted, measured),
    because,
  }
}

function judgementOf(
  { withinFactor }: NumberQuestion,
  predicted: number | null,
  measured: number | null,
): Judgement {
  if (predicted === null) return 'skipped'
  if (measured === null) return 'unknown'
  if (predicted === measured) return 'right'
  const ratio = measured / predicted
  return ratio >= 1 / withinFactor && ratio <= withinFactor ? 'right' : 'wrong'
}

const figures = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

function withUnit(value: number, unit: string): string {
  const text = Math.abs(value) >= 100 || Number.isInteger(value) ? whole.format(value) : figures.format(value)
  return unit === '' ? text : `${text}\u00a0${unit}`
}
