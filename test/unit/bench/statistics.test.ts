import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { median, pairedRatio, spreadOfRounds } from '../../../bench/statistics.ts'

const rates = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 })

describe('median', () => {
  it('takes the middle, or the mean of the two in the middle, whatever the order', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([10, 1, 3, 2])).toBe(2.5)
  })

  it('has as many values above as below', () => {
    fc.assert(
      fc.property(rates, (values) => {
        const middle = median(values)
        const below = values.filter((value) => value < middle).length
        const above = values.filter((value) => value > middle).length
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2)
      }),
    )
  })

  it('refuses to invent a figure from nothing', () => {
    expect(() => median([])).toThrow(RangeError)
  })
})

describe('spreadOfRounds', () => {
  it('weighs rounds alike, however many samples each has', () => {
    expect(spreadOfRounds([[1, 1, 1, 1, 1], [5], [6]])).toEqual({ median: 5, min: 1, max: 6 })
  })
})

describe('pairedRatio', () => {
  it('compares within rounds, so that a slow round for both changes nothing', () => {
    expect(pairedRatio([[300], [30]], [[100], [10]], true)).toEqual({ median: 3, min: 3, max: 3 })
  })

  it('turns times around: half the time is twice as good', () => {
    expect(pairedRatio([[5]], [[10]], false)?.median).toBe(2)
  })

  it('leaves out a round that one of the two does not have', () => {
    expect(pairedRatio([[300], [1], []], [[100], [], [1]], true)?.median).toBe(3)
    expect(pairedRatio([[1], []], [[], [1]], true)).toBeUndefined()
  })
})
