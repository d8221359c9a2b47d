import { expect, it } from 'vitest'
import { measureAnswers } from '../../../../src/lab/grading/measureAnswers.ts'
import { exerciseSchema, type Question } from '../../../../src/shared/exercise.ts'
import type { RunReport } from '../../../../src/shared/runReport.ts'

const asked = (id: string, of: Extract<Question, { type: 'number' }>['of']): Question => ({
  ...{ type: 'number', id, text: 'How much?', unit: '', withinFactor: 1.5, because: 'So.' },
  of,
})

it('measures what the questions ask for; what is no number is told as none', () => {
  const choice: Question = {
    ...{ type: 'choice', id: 'choice', text: 'Which?', answer: 'a', because: 'So.' },
    options: [
      { id: 'a', text: 'A' },
      { id: 'b', text: 'B' },
    ],
  }
  const questions = [
    asked('time', { measure: 'durationMs' }),
    asked('sum', { measure: 'result', path: 'sum' }),
    asked('word', { measure: 'result', path: 'word' }),
    choice,
  ]
  const report = { run: { durationMs: 321, result: { sum: 42, word: 'x' } } } as unknown as RunReport
  const exercise = exerciseSchema.parse({
    ...{
      schema: 1,
      title: 'T',
      topic: 'pools',
      level: 'beginner',
      minutes: 5,
      summary: 'S.',
      starterFails: ['c'],
    },
    checks: [
      { id: 'c', text: 'T.', of: { measure: 'outcome' }, expect: { equals: 'completed' }, because: 'B.' },
    ],
    questions,
  })
  expect(measureAnswers(exercise, report)).toEqual({ time: 321, sum: 42, word: null })
})
