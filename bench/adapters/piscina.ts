import { Piscina } from 'piscina'
import type { PoolUnderTest } from './pool.ts'

export function startThreads(workers: number): PoolUnderTest {
  const pool = new Piscina({
    filename: new URL('./workers/functions.ts', import.meta.url).href,
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
