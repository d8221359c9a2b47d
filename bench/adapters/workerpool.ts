import { fileURLToPath } from 'node:url'
import workerpool from 'workerpool'
import type { PoolUnderTest } from './pool.ts'

function start(workerType: 'thread' | 'process', workers: number): PoolUnderTest {
  const script = fileURLToPath(new URL('./workers/workerpoolWorker.ts', import.meta.url))
  const pool = workerpool.pool(script, { workerType, minWorkers: workers, maxWorkers: workers })
  return {
    square: (n) => pool.exec('square', [n]),
    squareAll: (numbers) => pool.exec('squareAll', [numbers]),
    countPrimes: (limit) => pool.exec('countPrimes', [limit]),
    stop: async () => {
      await pool.terminate()
    },
  }
}

export const startThreads = (workers: number): PoolUnderTest => start('thread', workers)
export const startProcesses = (workers: number): PoolUnderTest => start('process', workers)
