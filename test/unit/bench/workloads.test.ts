import { describe, expect, it } from 'vitest'
import {
  checksum,
  countPrimes,
  inChunks,
  integersBelow,
  squareAll,
  squaresChecksum,
} from '../../../bench/workloads.ts'

describe('what results must add up to', () => {
  it('counts the primes below a limit', () => {
    expect([2, 3, 100, 90_000].map(countPrimes)).toEqual([0, 1, 25, 8713])
  })

  it('is the same for whole and for chunked work, and exact beyond 2^53', () => {
    const chunks = inChunks(integersBelow(300_000), 70_000)
    expect(chunks.map((chunk) => chunk.length)).toEqual([70_000, 70_000, 70_000, 70_000, 20_000])
    const exact = integersBelow(300_000).reduce((sum, n) => (sum + BigInt(n) * BigInt(n)) % 1_000_003n, 0n)
    expect(checksum(chunks.flatMap(squareAll))).toBe(Number(exact))
    expect(squaresChecksum(300_000)).toBe(Number(exact))
  })
})
