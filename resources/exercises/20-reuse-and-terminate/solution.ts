import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'multiprocessing'

export async function square(number: number): Promise<number> {
  await wait(50)
  return number * number
}

export async function main({ first = [2, 3, 4], second = [10, 21, 43] }) {
  const pool = new Pool(2)
  const firstSquares = await pool.map(square, first)

  // Returns at once: the squares are to be had later.
  const secondJob = pool.mapAsync(square, second)
  // No more work, but this is finished, and then the workers end.
  await pool.close()
  await pool.join()
  console.log('The workers have gone home.')

  return { first: firstSquares, second: await secondJob.get() }
}
