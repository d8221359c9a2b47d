/** The functions that pools are measured with, and what their results must add up to. */

export function square(n: number): number {
  return n * n
}

export function squareAll(numbers: number[]): number[] {
  return numbers.map(square)
}

/** Arithmetic without allocation, by trial division. How long it takes is set by the limit. */
export function countPrimes(limit: number): number {
  let primes = 0
  for (let candidate = 2; candidate < limit; candidate++) {
    let isPrime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) {
      if (candidate % divisor === 0) {
        isPrime = false
        break
      }
    }
    if (isPrime) primes++
  }
  return primes
}

/** Limits that take about as long as they say; CPython needs more time per step. */
export const primesLimits = { node4Ms: 90_000, node1Ms: 34_000, python4Ms: 8_500 }

/** A sum that is exact in JavaScript and Python alike, for numbers up to 2^52. */
export function checksum(numbers: readonly number[]): number {
  let total = 0
  for (const n of numbers) total = (total + n) % 1_000_003
  return total
}

export function squaresChecksum(count: number): number {
  return checksum(squareAll(integersBelow(count)))
}

export function integersBelow(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n)
}

/** CPython's default: four chunks per worker. Used to cut chunks by hand for pools that have none. */
export function defaultChunkSize(items: number, workers: number): number {
  return Math.ceil(items / (workers * 4))
}

export function inChunks(numbers: readonly number[], chunkSize: number): number[][] {
  const chunks: number[][] = []
  for (let start = 0; start < numbers.length; start += chunkSize) {
    chunks.push(numbers.slice(start, start + chunkSize))
  }
  return chunks
}

/** The small message of the queue and pipe cases. */
export interface SmallMessage {
  id: number
  text: string
}

export function smallMessage(id: number): SmallMessage {
  return { id, text: 'a small message' }
}

/** Messages are verified by the sum of their numbers (small) or of their lengths (bytes). */
export function messagesChecksum(count: number, messageBytes: number): number {
  return messageBytes > 0 ? count * messageBytes : (count * (count - 1)) / 2
}
