import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'multiprocessing'

export async function square(number: number): Promise<number> {
  // Even numbers are hard.
  await wait(number % 2 === 0 ? 150 : 10)
  console.log(`${number} is done`)
  return number * number
}

export async function main({ numbers = [4, 3, 6, 5, 8, 7], workers = 2 }) {
  await using pool = new Pool(workers)
  return pool.map(square, numbers)
}
