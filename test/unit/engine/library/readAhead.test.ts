import { describe, expect, it } from 'vitest'
import { ReadAhead } from '../../../../src/engine/library/readAhead.ts'

/** The limit after some rounds of 10 ms in which so many items were taken each. */
function limitAfter(readAhead: ReadAhead, itemsPerRound: number, itemBytes = 10, rounds = 20): number {
  for (let round = 1; round <= rounds; round++) readAhead.adapt(round * itemsPerRound, itemBytes, round * 10)
  return readAhead.limit
}

describe('ReadAhead', () => {
  it('stays where it was put, however fast items go through', () => {
    expect(limitAfter(new ReadAhead(5, 32, 0), 10_000)).toBe(5)
  })

  it('grows with the rate, no further than 64 times and 4 MiB, and comes back', () => {
    expect(limitAfter(new ReadAhead(undefined, 32, 0), 1)).toBe(32)
    expect(limitAfter(new ReadAhead(undefined, 32, 0), 500)).toBeGreaterThan(900)
    expect(limitAfter(new ReadAhead(undefined, 32, 0), 100_000)).toBe(32 * 64)
    expect(limitAfter(new ReadAhead(undefined, 32, 0), 100_000, 1024 * 1024)).toBe(32)
    expect(limitAfter(new ReadAhead(undefined, 32, 0), 100_000, 16 * 1024)).toBe(256)
    const readAhead = new ReadAhead(undefined, 32, 0)
    limitAfter(readAhead, 500)
    for (let round = 21; round < 60; round++) readAhead.adapt(10_000 + round, 10, round * 10)
    expect(readAhead.limit).toBe(32)
  })
})
