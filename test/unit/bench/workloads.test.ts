import { describe, expect, it } from 'vitest'
import {
  checksum,
  countPrimes,
  inChunks,
  integersBelow,
  primesChecksum,
  primesLimit,
  pythonPrimesChecksum,
  pythonPrimesLimit,
  squareAll,
  squaresChecksum,
} from '../../../bench/workloads.ts'

describe('what results must add up to', () => {
  it('knows how many primes a task finds', () => {
    expect(countPrimes(primesLimit) * 3).toBe(primesChecksum(3))
    expect(countPrimes(pythonPrimesLimit) * 3).toBe(pythonPrimesChecksum(3))
  })

  it('is the same for whole and for chunked work, and exact beyond 2^53', () => {
    const chunks = inChunks(integersBelow(300_000), 70_000)
    expect(chunks.map((chunk) => chunk.length)).toEqual([70_000, 70_000, 70_000, 70_000, 20_000])
    const exact = integersBelow(300_000).reduce((sum, n) => (sum + BigInt(n) * BigInt(n)) % 1_000_003n, 0n)
    expect(checksum(chunks.flatMap(squareAll))).toBe(Number(exact))
    expect(squaresChecksum(300_000)).toBe(Number(exact))
  })
})
