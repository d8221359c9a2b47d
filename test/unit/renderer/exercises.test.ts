import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  CheckResult,
  ExerciseDescription,
  ExerciseProgress,
  Question,
} from '../../../src/shared/exercise.ts'
import { exerciseProgressSchema, exerciseSchema, progressChangeSchema } from '../../../src/shared/exercise.ts'
import type { GradedSubmission } from '../../../src/shared/grading.ts'
import { checkSummary, groupChecks } from '../../../src/renderer/model/checkResults.ts'
import { countChanges, diffRows } from '../../../src/renderer/model/codeDiff.ts'
import {
  explaining,
  groupExercises,
  placeOf,
  resumeWith,
  statusOf,
} from '../../../src/renderer/model/exerciseList.ts'
import { firstOpen, judgePredictions, skipOpen, skipped } from '../../../src/renderer/model/prediction.ts'

function description(id: string, over: Partial<ExerciseDescription> = {}): ExerciseDescription {
  const facts = { topic: 'queues', level: 'beginner', minutes: 10, origin: 'built-in' } as const
  return { id, title: `Title of ${id}`, summary: 'One sentence.', explains: [], ...facts, ...over }
}

function progress(over: Partial<ExerciseProgress> = {}): ExerciseProgress {
  return { ...exerciseProgressSchema.parse({}), ...over }
}

const passed = progress({ attempts: 2, passedAt: '2026-03-01T10:00:00.000Z' })
// Not in the order of the topics.
const exercises = [
  description('31-pipes', { topic: 'pipes', level: 'advanced' }),
  description('01-first', { topic: 'processes', title: 'Two processes' }),
  description('02-second', { topic: 'processes', explains: ['task-lost'] }),
  description('own', { origin: 'own' }),
]

describe('the list of exercises', () => {
  it('is by topic, with what was passed of each', () => {
    const groups = groupExercises(exercises, { '01-first': passed }, '')
    expect(groups.map(({ title, exercises: of }) => [title, of.map(({ id }) => id)])).toEqual([
      ['Processes', ['01-first', '02-second']],
      ['Queues', ['own']],
      ['Pipes', ['31-pipes']],
    ])
    expect(groups[0]).toMatchObject({ passed: 1, total: 2 })
    expect(groups[0]?.exercises.map(({ number, status }) => [number, status])).toEqual([
      ['01', 'passed'],
      ['02', 'new'],
    ])
    expect(groups[1]?.exercises[0]?.number).toBe('')
  })

  it('is searched by every word of title, topic, level and state; counts stay those of the topic', () => {
    const ids = (query: string): string[] =>
      groupExercises(exercises, { '01-first': passed }, query).flatMap((group) =>
        group.exercises.map(({ id }) => id),
      )
    expect(ids(' TWO  processes ')).toEqual(['01-first'])
    expect(ids('advanced')).toEqual(['31-pipes'])
    expect(ids('passed')).toEqual(['01-first'])
    expect(ids('nothing like it')).toEqual([])
    expect(groupExercises(exercises, { '01-first': passed }, 'second')[0]).toMatchObject({
      passed: 1,
      total: 2,
    })
  })

  it('says where an exercise stands, and what is before and after it, over the topics', () => {
    expect(placeOf(exercises, '02-second')).toMatchObject({ topicTitle: 'Processes', number: 2, of: 2 })
    expect(placeOf(exercises, '02-second')?.previous?.id).toBe('01-first')
    expect(placeOf(exercises, '02-second')?.next?.id).toBe('own')
    expect(placeOf(exercises, '01-first')?.previous).toBeNull()
    expect(placeOf(exercises, '31-pipes')?.next).toBeNull()
    expect(placeOf(exercises, 'gone')).toBeNull()
  })

  it('goes on with what was begun, then with what is new', () => {
    expect(resumeWith(exercises, {})?.id).toBe('01-first')
    expect(resumeWith(exercises, { own: progress({ hintsShown: 1 }) })?.id).toBe('own')
    const all = Object.fromEntries(exercises.map(({ id }) => [id, passed]))
    expect(resumeWith(exercises, all)).toBeNull()
  })

  it('an exercise is begun by anything that a learner did in it', () => {
    expect(statusOf(undefined)).toBe('new')
    expect(statusOf(progress())).toBe('new')
    for (const done of [{ attempts: 1 }, { source: 'x' }, { hintsShown: 1 }, { predictions: { q: '' } }])
      expect(statusOf(progress(done))).toBe('begun')
    expect(statusOf(passed)).toBe('passed')
  })

  it('keeps what a change of the progress leaves out', () => {
    expect(progressChangeSchema.parse({ source: 'mine' })).toEqual({ source: 'mine' })
    expect(progressChangeSchema.parse({ predictions: { q: '' } })).toEqual({ predictions: { q: '' } })
    expect(progressChangeSchema.parse({ source: null })).toEqual({ source: null })
  })

  it('a finding is explained by the exercise that names its code', () => {
    expect(explaining(exercises, 'task-lost')?.id).toBe('02-second')
    expect(explaining(exercises, 'unknown')).toBeNull()
  })
})

const choice: Question = {
  type: 'choice',
  id: 'last',
  text: 'What is last?',
  options: [
    { id: 'a', text: 'This' },
    { id: 'b', text: 'That' },
  ],
  answer: 'b',
  because: 'It waits.',
}
const number: Question = {
  type: 'number',
  id: 'time',
  text: 'How long?',
  unit: 'ms',
  of: { measure: 'durationMs' },
  withinFactor: 2,
  because: 'The start.',
}
const questions = [choice, number]

describe('a prediction', () => {
  it('is open until each question is answered or skipped', () => {
    expect(firstOpen(questions, {})?.id).toBe('last')
    expect(firstOpen(questions, { last: 'not an option' })?.id).toBe('last')
    expect(firstOpen(questions, { last: 'a', time: Number.NaN })?.id).toBe('time')
    expect(firstOpen(questions, { last: 'a', time: 0 })).toBeNull()
    expect(firstOpen(questions, { last: skipped, time: skipped })).toBeNull()
    expect(skipOpen(questions, { last: 'a' })).toEqual({ last: 'a', time: skipped })
  })

  it('is told with what happened and why', () => {
    expect(judgePredictions(questions, { last: 'a', time: 400 }, { time: 611.4 })).toEqual([
      {
        id: 'last',
        text: 'What is last?',
        predicted: 'This',
        happened: 'That',
        judgement: 'wrong',
        because: 'It waits.',
      },
      {
        id: 'time',
        text: 'How long?',
        predicted: '400\u00a0ms',
        happened: '611\u00a0ms',
        judgement: 'right',
        because: 'The start.',
      },
    ])
  })

  it.each([
    [300, 600, 'right'],
    [300, 150, 'right'],
    [300, 601, 'wrong'],
    [300, 149, 'wrong'],
    [0, 0, 'right'],
    [0, 1, 'wrong'],
    [300, null, 'unknown'],
    [skipped, 300, 'skipped'],
  ] as const)('of %s where it was %s is %s, within a factor of 2', (time, measured, judgement) => {
    expect(judgePredictions([number], { time }, { time: measured })[0]?.judgement).toBe(judgement)
  })
})

function result(over: Partial<CheckResult>): CheckResult {
  return {
    check: 'sum',
    case: 'shown',
    isHidden: false,
    passed: true,
    text: 'It adds.',
    evidence: 'expected 2, measured 2',
    because: null,
    ...over,
  }
}

function graded(checks: CheckResult[], over: Partial<GradedSubmission> = {}): GradedSubmission {
  const verdict = checks.every((check) => check.passed) ? 'passed' : 'failed'
  return { submission: 'program.ts', verdict, cause: 'checks', reason: 'Why.', checks, runs: [], ...over }
}

const exercise = exerciseSchema.parse({
  schema: 1,
  title: 'T',
  topic: 'pools',
  level: 'beginner',
  minutes: 5,
  summary: 'S.',
  questions: [choice],
  cases: [
    { id: 'shown', params: { number: 10, list: Array.from({ length: 60 }, (_, n) => n) } },
    { id: 'secret', params: { number: 7 }, isHidden: true },
  ],
  checks: [{ id: 'sum', text: 'It adds.', of: { measure: 'result' }, expect: { equals: 2 }, because: 'B.' }],
  starterFails: ['sum'],
})

describe('the results of a check', () => {
  it('are by case, with what main was given; of a hidden case that is not told', () => {
    const groups = groupChecks(
      graded([result({}), result({ check: 'b' }), result({ case: 'secret', isHidden: true })]),
      exercise,
    )
    expect(groups.map(({ caseId, isHidden, results }) => [caseId, isHidden, results.length])).toEqual([
      ['shown', false, 2],
      ['secret', true, 1],
    ])
    expect(groups[0]?.params).toMatch(/^number = 10, list = \[0,1,.*…$/)
    expect(groups[1]?.params).toBe('')
  })

  it('are summed up in a sentence', () => {
    expect(checkSummary(graded([result({})]))).toBe('The check holds.')
    expect(checkSummary(graded([result({}), result({})]))).toBe('All 2 checks hold.')
    expect(checkSummary(graded([result({}), result({ passed: false })]))).toBe(
      '1 of 2 checks hold, 1 does not yet.',
    )
    expect(checkSummary(graded([], { verdict: 'failed' }))).toBe('Why.')
  })
})

describe('what was changed in a program', () => {
  it('is shown line by line, with lines around it and gaps', () => {
    const before = Array.from({ length: 20 }, (_, n) => `line ${n + 1}`)
    const after = before.with(9, 'changed').toSpliced(10, 0, 'new')
    const rows = diffRows(before.join('\n'), after.join('\n'))
    expect(rows.map(({ kind, before: a, after: b, text }) => [kind, a, b, text])).toEqual([
      ['gap', null, null, '6 lines as before'],
      ['same', 7, 7, 'line 7'],
      ['same', 8, 8, 'line 8'],
      ['same', 9, 9, 'line 9'],
      ['removed', 10, null, 'line 10'],
      ['added', null, 10, 'changed'],
      ['added', null, 11, 'new'],
      ['same', 11, 12, 'line 11'],
      ['same', 12, 13, 'line 12'],
      ['same', 13, 14, 'line 13'],
      ['gap', null, null, '7 lines as before'],
    ])
    expect(countChanges(rows)).toEqual({ added: 2, removed: 1 })
  })

  it('is nothing where nothing was', () => {
    expect(diffRows('a\nb', 'a\nb')).toEqual([])
  })

  it('of another text altogether is one in place of the other', () => {
    const lines = (of: string): string => Array.from({ length: 1_500 }, (_, at) => `${of}${at}`).join('\n')
    expect(countChanges(diffRows(lines('a'), lines('b')))).toEqual({ added: 1_500, removed: 1_500 })
  })

  it('gives back both texts, whatever they are', () => {
    const text = fc.array(fc.constantFrom('', 'a', 'b', '  c', 'd d'), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        const rows = diffRows(a.join('\n'), b.join('\n'))
        if (rows.length === 0) {
          expect(a.join('\n')).toBe(b.join('\n'))
          return
        }
        const numbered = (side: 'before' | 'after'): boolean =>
          rows.every((row) => row[side] === null || (side === 'before' ? a : b)[row[side] - 1] === row.text)
        expect(numbered('before') && numbered('after')).toBe(true)
        const missing = rows.reduce(
          (sum, { kind, text: words }) => sum + (kind === 'gap' ? parseInt(words) : 0),
          0,
        )
        const count = (...kinds: string[]): number => rows.filter(({ kind }) => kinds.includes(kind)).length
        expect(count('same', 'removed') + missing).toBe(a.length)
        expect(count('same', 'added') + missing).toBe(b.length)
      }),
      { numRuns: 1_000 },
    )
  })
})
