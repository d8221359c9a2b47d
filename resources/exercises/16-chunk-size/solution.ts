import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'multiprocessing'

export function square(number: number): number {
  return number * number
}

export async function develop(durationMs: number): Promise<number> {
  await wait(durationMs)
  return durationMs
}

export async function main({ work = 'tiny', count = 2000 }) {
  await using pool = new Pool(2)

  if (work === 'long') {
    // Long and unequal: each goes to whoever is free.
    return pool.map(develop, [120, 120, 120, 10, 10, 10], { chunkSize: 1 })
  }
  const numbers = Array.from({ length: count }, (_, index) => index)
  // Tiny and equal: the default, four chunks for each worker, saves the journeys.
  const squares = await pool.map(square, numbers)
  return squares.reduce((sum, each) => sum + each, 0)
}
