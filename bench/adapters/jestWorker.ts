import { fileURLToPath } from 'node:url'
import { Worker } from 'jest-worker'
import type * as functions from './workers/functions.ts'
import type { PoolUnderTest } from './pool.ts'

export async function startProcesses(workers: number): Promise<PoolUnderTest> {
  const script = fileURLToPath(new URL('./workers/functions.ts', import.meta.url))
  const pool = new Worker(script, {
    numWorkers: workers,
    exposedMethods: ['square', 'squareAll', 'countPrimes'],
  }) as Worker & { [name in keyof typeof functions]: (argument: never) => Promise<unknown> }
  await pool.start()
  return {
    square: (n) => pool.square(n as never) as Promise<number>,
    squareAll: (numbers) => pool.squareAll(numbers as never) as Promise<number[]>,
    countPrimes: (limit) => pool.countPrimes(limit as never) as Promise<number>,
    stop: async () => void (await pool.end()),
  }
}
