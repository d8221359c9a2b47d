import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { experimentAdvice } from '../../../../src/lab/experiments/experimentAdvice.ts'
import { experimentFindings } from '../../../../src/lab/experiments/experimentFindings.ts'
import { breakEven } from '../../../../src/lab/experiments/rowFigures.ts'
import { median, medianIndex } from '../../../../src/lab/experiments/statistics.ts'
import { machine } from '../fakeSession.ts'
import { figures, row } from './figures.ts'

const good = [
  row({ workers: 1, medianMs: 1_010 }),
  row({ workers: 2, medianMs: 520 }),
  row({ workers: 4, medianMs: 278 }),
]

describe('the advice', () => {
  it('says what the workers bring, and that more bring nothing', () => {
    expect(experimentAdvice(figures([...good, row({ workers: 8, medianMs: 280 })]))).toBe(
      '4 workers are 3.6 × serial (90 % of ideal); beyond 4 nothing is gained.',
    )
  })

  it('takes the fewest workers that are as good as the best', () => {
    expect(
      experimentAdvice(figures([row({ workers: 2, medianMs: 505 }), row({ workers: 4, medianMs: 500 })])),
    ).toBe('2 workers are 1.98 × serial (99 % of ideal); beyond 2 nothing is gained.')
  })

  it('asks for more workers where there are more cores', () => {
    expect(experimentAdvice(figures(good.slice(0, 2)))).toBe(
      '2 workers are 1.92 × serial (96 % of ideal); this machine has 4 logical cores, so measure more workers.',
    )
  })

  it('says so when serial is faster, with what handing over costs', () => {
    const items = 200_000
    const rows = [row({ workers: 2, medianMs: 100, workMs: 3, transferMs: 20, waitMs: 77 })]
    const serial = { medianMs: 6, minMs: 6, maxMs: 6 }
    expect(experimentAdvice(figures([{ ...rows[0]!, speedUp: 0.06 }], { items, serial }))).toBe(
      'Serial is 16.7 × faster than the best pool: one item takes 30 ns, handing it over costs 970 ns.',
    )
  })

  it('does not blame the pool when something else had the cores', () => {
    const busy = row({ workers: 2, medianMs: 1_300, workMs: 1_200 })
    expect(experimentAdvice(figures([busy]))).toMatch(/2\.4 × as long in the workers.*quiet/)
  })

  it('warns when starting the workers takes longer than one map saves', () => {
    expect(experimentAdvice(figures([row({ workers: 4, medianMs: 900, startUpMs: 400 })]))).toMatch(
      /starting them takes 400 ms, more than one map saves \(100 ms\): keep the pool\.$/,
    )
  })

  it('is always one sentence', () => {
    const anyRow = fc
      .record({
        workers: fc.integer({ min: 1, max: 64 }),
        medianMs: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
      })
      .map(row)
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 6 }), (rows) => {
        expect(experimentAdvice(figures(rows))).toMatch(/^[A-Z0-9][^\n]*[^.]\.$/)
      }),
    )
  })
})

describe('the break-even', () => {
  it('is where both sides of its formula are equal', () => {
    const best = row({ workers: 4, medianMs: 300, startUpMs: 70, transferMs: 10, waitMs: 40, workMs: 250 })
    const { items, workMsPerItem } = breakEven(figures([row({ workers: 2, medianMs: 600 }), best]))
    // Serial saves 3.5 ms per item against it, so 20 items pay for the start-up.
    expect(items).toBe(20)
    const work = workMsPerItem ?? NaN
    expect(200 * work).toBeCloseTo(70 + 200 * (work / 4 + 50 / 200))
  })

  it('has no number of items where every item costs more than it saves', () => {
    expect(breakEven(figures([row({ workers: 2, medianMs: 2_000 })]))).not.toHaveProperty('items')
  })

  it('is empty for one worker, which no amount of work helps', () => {
    expect(breakEven(figures([row({ workers: 1, medianMs: 1_100 })]))).toEqual({})
    expect(breakEven(figures([]))).toEqual({})
  })
})

describe('findings', () => {
  const codes = (...args: Parameters<typeof figures>): string[] =>
    experimentFindings(figures(...args)).map(({ code }) => code)

  it('are none where all is well', () => {
    expect(codes([row({ workers: 2, medianMs: 520 }), row({ workers: 4, medianMs: 278 })])).toEqual([])
  })

  it('tell other results than serial, by setting', () => {
    const [found] = experimentFindings(figures([good[1]!, { ...good[2]!, resultDigest: 'other' }]))
    expect(found).toMatchObject({ code: 'results-differ', severity: 'error' })
    expect(found?.message).toMatch(/^spawn with 4 workers and chunks of 25 gave other results/)
  })

  it('compare chunk sizes of the same workers only', () => {
    const small = row({ workers: 2, chunkSize: 1, medianMs: 900, transferMs: 200, waitMs: 200 })
    expect(codes([small, row({ workers: 4, chunkSize: 25, medianMs: 300 })])).toEqual([])
    const [found] = experimentFindings(figures([small, row({ workers: 2, chunkSize: 25, medianMs: 450 })]))
    expect(found?.message).toBe(
      'Chunks of 1 item are too small: an item works 5 ms and costs 4 ms besides; chunks of 25 are 2 × faster.',
    )
  })

  it('point out more workers than cores unless they pay, as they do for waiting', () => {
    expect(codes([good[2]!, row({ workers: 8, medianMs: 277 })])).toEqual(['oversubscription'])
    expect(codes([good[2]!, row({ workers: 8, medianMs: 130 })])).toEqual([])
    const contained = { machine: { ...machine, logicalCores: 64, usableCores: 4 } }
    const inContainer = experimentFindings(figures([good[2]!, row({ workers: 8, medianMs: 277 })], contained))
    expect(inContainer[0]?.message).toMatch(/^More workers than the 4 logical cores of this machine/)
    // A little more is no gain, and not said to be less.
    const [found] = experimentFindings(figures([good[2]!, row({ workers: 8, medianMs: 260 })]))
    expect(found?.message).toMatch(
      /bring 3\.85 × at best, and fewer 3\.\d+ ×: they take turns on the cores\.$/,
    )
  })

  it('tell a disturbed baseline and repeats that differ', () => {
    expect(codes([row({ workers: 2, medianMs: 300 })])).toEqual(['baseline-disturbed'])
    expect(codes([row({ workers: 2, medianMs: 520, minMs: 500, maxMs: 900 })])).toEqual(['noisy'])
  })

  it('tell what is slower than serial', () => {
    const [found] = experimentFindings(figures([good[1]!, row({ workers: 1, medianMs: 1_200 })]))
    expect(found?.message).toBe(
      '1 of 2 settings is slower than serial (1 s); the slowest, spawn with 1 worker and chunks of 25, takes 1.2 s.',
    )
  })
})

describe('the median', () => {
  it('is a value between the others, and its index that of one of the middle two', () => {
    const values = fc.array(fc.double({ noNaN: true, min: 0, max: 1e9 }), { minLength: 1 })
    fc.assert(
      fc.property(values, (times) => {
        const below = times.filter((time) => time < median(times)).length
        const above = times.filter((time) => time > median(times)).length
        expect(Math.max(below, above)).toBeLessThanOrEqual(times.length / 2)
        const chosen = times[medianIndex(times)]!
        expect(times.filter((time) => time < chosen).length).toBeLessThanOrEqual((times.length - 1) / 2)
        expect(times.filter((time) => time > chosen).length).toBeLessThanOrEqual(times.length / 2)
      }),
    )
    expect(median([])).toBeNaN()
    expect(medianIndex([])).toBe(-1)
  })
})
