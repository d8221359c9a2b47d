import { Tinypool } from 'tinypool'
import type { PoolUnderTest } from './pool.ts'

function start(runtime: 'worker_threads' | 'child_process', workers: number): PoolUnderTest {
  const pool = new Tinypool({
    filename: new URL('./workers/functions.ts', import.meta.url).href,
    runtime,
    minThreads: workers,
    maxThreads: workers,
  })
  return {
    square: (n) => pool.run(n, { name: 'square' }),
    squareAll: (numbers) => pool.run(numbers, { name: 'squareAll' }),
    countPrimes: (limit) => pool.run(limit, { name: 'countPrimes' }),
    stop: () => pool.destroy(),
  }
}

export const startThreads = (workers: number): PoolUnderTest => start('worker_threads', workers)
export const startProcesses = (workers: number): PoolUnderTest => start('child_process', workers)
