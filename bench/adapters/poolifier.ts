import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { FixedClusterPool, FixedThreadPool, type IPool, type IWorker } from 'poolifier'
import type { PoolUnderTest } from './pool.ts'

/** `destroy` of a thread pool may never settle although its threads are gone (seen with 5.3). */
const stopTimeoutMs = 500

async function adapt<Worker extends IWorker>(pool: IPool<Worker, unknown, unknown>): Promise<PoolUnderTest> {
  if (!pool.info.ready && pool.emitter) await once(pool.emitter, 'ready')
  return {
    square: (n) => pool.execute(n, 'square') as Promise<number>,
    squareAll: (numbers) => pool.execute(numbers, 'squareAll') as Promise<number[]>,
    countPrimes: (limit) => pool.execute(limit, 'countPrimes') as Promise<number>,
    stop: () => Promise.race([pool.destroy(), delay(stopTimeoutMs)]),
  }
}

export function startThreads(workers: number): Promise<PoolUnderTest> {
  return adapt(new FixedThreadPool(workers, workerFile('poolifierThread.ts')))
}

export function startProcesses(workers: number): Promise<PoolUnderTest> {
  return adapt(new FixedClusterPool(workers, workerFile('poolifierCluster.ts')))
}

function workerFile(name: string): string {
  return fileURLToPath(new URL(`./workers/${name}`, import.meta.url))
}
