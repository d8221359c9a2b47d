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
    return pool.map(develop, [120, 120, 120, 10, 10, 10], { chunkSize: 3 })
  }
  const numbers = Array.from({ length: count }, (_, index) => index)
  const squares = await pool.map(square, numbers, { chunkSize: 1 })
  return squares.reduce((sum, each) => sum + each, 0)
}
