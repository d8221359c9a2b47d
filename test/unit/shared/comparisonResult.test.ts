import { describe, expect, it } from 'vitest'
import { comparisonResultSchema, spreadOf } from '../../../src/shared/comparisonResult.ts'
import { viewProblems } from '../../../src/shared/exerciseViews.ts'

const columns = [
  { id: 'process', label: 'Process' },
  { id: 'thread', label: 'Thread' },
]
const figures = (...samples: number[]) => ({ samples, ...spreadOf(samples) })
const row = {
  ...{
    id: 'create',
    label: 'Time to create',
    unit: 'ms',
    repeats: 3,
    note: 'From start() to its first line.',
  },
  ...{ process: figures(30, 10, 20), thread: figures(3, 4, 5) },
}
const fact = { ...row, id: 'shares', unit: '', process: { fact: 'no' }, thread: { fact: 'yes' } }
const comparison = (...rows: object[]) => ({ title: 'Side by side', columns, rows })

describe('what the view "comparison" shows', () => {
  it('takes figures and facts, in the order of the columns', () => {
    const { rows } = comparisonResultSchema.parse(comparison(row, fact))
    expect(rows[0]?.cells).toEqual([
      { samples: [30, 10, 20], median: 20, min: 10, max: 30 },
      { samples: [3, 4, 5], median: 4, min: 3, max: 5 },
    ])
    expect(rows[1]).toMatchObject({ id: 'shares', cells: [{ fact: 'no' }, { fact: 'yes' }] })
  })

  it('knows the median of an even and of an odd count', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 })
    expect(spreadOf([9, 1, 2])).toEqual({ median: 2, min: 1, max: 9 })
  })

  it.each<[string, unknown, string]>([
    ['no object', 7, 'the result: Invalid input: expected object, received number'],
    ['no rows', comparison(), 'rows: Too small: expected array to have >=1 items'],
    [
      'a column without its cell',
      comparison({ ...row, thread: undefined }),
      'rows.0.thread: must be { samples, median, min, max } or { fact }',
    ],
    [
      'a median that is not that of the samples',
      comparison({ ...row, process: { ...row.process, median: 30 } }),
      'rows.0.process.median: is 30, but that of the samples is 20',
    ],
    [
      'another number of samples than repeats',
      comparison({ ...row, repeats: 5, thread: figures(1, 2, 3, 4, 5) }),
      'rows.0.process.samples: are 3, but repeats is 5',
    ],
    [
      'a measurement that is no number',
      comparison({ ...row, thread: { samples: [1, null, 3], median: 1, min: 1, max: 1 } }),
      'rows.0.thread.samples.1: Invalid input: expected number, received null',
    ],
  ])('says what is wrong with %s', (_case, value, problem) => {
    expect(viewProblems('comparison', value)).toEqual([problem])
  })
})
