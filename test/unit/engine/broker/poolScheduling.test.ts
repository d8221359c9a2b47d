import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimedPool } from './timedPool.ts'

const ms = 1_000
const times = (count: number, us: number): number[] => Array.from({ length: count }, () => us)
const sum = (lengths: readonly number[]): number => lengths.reduce((total, us) => total + us, 0)

/** The time when each task, in order, goes to the first worker that is free, and messages take none. */
function greedyUs(lengths: readonly number[], workers: number): number {
  const free = Array.from({ length: workers }, () => 0)
  for (const us of lengths) {
    const first = free.indexOf(Math.min(...free))
    free[first] = (free[first] ?? 0) + us
  }
  return Math.max(...free)
}

describe('the scheduling of a pool, in virtual time', () => {
  it.each<[string, number, number[], number]>([
    ['few tasks of very different lengths', 4, [5, 2, 1, 3].map((units) => units * 100 * ms), 0.99],
    ['200 tasks of 4 ms on 2 workers', 2, times(200, 4 * ms), 0.99],
    ['200 tasks of half a millisecond on 2 workers', 2, times(200, 500), 0.97],
    ['a hundred thousand trivial tasks', 4, times(100_000, 1), 0.95],
    ['one long among many short, in the middle', 4, [...times(400, ms), 300 * ms, ...times(800, ms)], 0.95],
    ['one long, first', 4, [300 * ms, ...times(1_000, ms)], 0.95],
    ['long ones after very many short ones', 4, [...times(4_000, 20), ...times(8, 200 * ms)], 0.97],
    [
      'every tenth a hundred times as long',
      4,
      Array.from({ length: 1_000 }, (_, n) => (n % 10 ? 100 : 10 * ms)),
      0.95,
    ],
    ['ever longer ones', 3, Array.from({ length: 300 }, (_, n) => n * 50), 0.95],
  ])('%s: near the best that can be had in order', (_what, workers, lengths, least) => {
    const us = new TimedPool(workers).run(1, lengths)
    expect(greedyUs(lengths, workers) / us).toBeGreaterThan(least)
  })

  it('a job that follows another learns anew: many short tasks, then a few long ones', () => {
    const pool = new TimedPool(4)
    pool.run(1, times(20_000, 2))
    const lengths = times(12, 100 * ms)
    expect(greedyUs(lengths, 4) / pool.run(2, lengths)).toBeGreaterThan(0.98)
  })

  it('whatever the lengths are, no worker rests long while tasks wait', () => {
    const length = fc.oneof(
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 100, max: 5_000 }),
      fc.constant(50_000),
    )
    fc.assert(
      fc.property(
        fc.array(length, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 1, max: 6 }),
        (lengths, workers) => {
          const us = new TimedPool(workers).run(1, lengths)
          const longest = Math.max(...lengths)
          // Greedy's bound, one more of the longest for a transition, and the messages of the start.
          expect(us).toBeLessThan(1.15 * (sum(lengths) / workers) + 2 * longest + 4 * ms)
        },
      ),
      { numRuns: 200 },
    )
  })
})
