import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'multiprocessing'

export async function square(number: number): Promise<number> {
  await wait(50)
  return number * number
}

export async function main({ first = [2, 3, 4], second = [10, 21, 43] }) {
  const pool = new Pool(2)
  const firstSquares = await pool.map(square, first)
  await pool.terminate()
  await pool.join()

  // Returns at once: the squares are to be had later.
  const anotherPool = new Pool(2)
  const secondJob = anotherPool.mapAsync(square, second)
  await anotherPool.terminate()
  await anotherPool.join()
  console.log('The workers have gone home.')

  return { first: firstSquares, second: await secondJob.get() }
}
