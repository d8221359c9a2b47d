import type { Figures, WorkSpec } from '../contract.ts'
import { perSecond, takeSamples } from '../measure.ts'
import { checksum, defaultChunkSize, inChunks, integersBelow } from '../workloads.ts'

/** A running pool of a Node library, reduced to the three calls that are measured. */
export interface PoolUnderTest {
  square(n: number): PromiseLike<number>
  squareAll(numbers: number[]): PromiseLike<number[]>
  countPrimes(limit: number): PromiseLike<number>
  /** Resolves when every worker is gone, or as near to that as the library tells. */
  stop(): Promise<void>
}

/** @returns a pool of exactly `workers` workers, with the library's own defaults otherwise. */
export type StartPool = (workers: number) => Promise<PoolUnderTest> | PoolUnderTest

export async function measurePool(startPool: StartPool, spec: WorkSpec): Promise<Figures> {
  const pool = await startPool(spec.workers)
  try {
    const operation = operationOf(pool, spec)
    return await takeSamples(spec.sampling, async () => {
      const started = performance.now()
      const results = await operation()
      const elapsedMs = performance.now() - started
      if (results.length !== spec.count) throw new Error(`${results.length} results for ${spec.count} items`)
      return { value: perSecond(spec.count, elapsedMs), checksum: checksum(results) }
    })
  } finally {
    await pool.stop()
  }
}

function operationOf(pool: PoolUnderTest, spec: WorkSpec): () => Promise<number[]> {
  const items = integersBelow(spec.count)
  switch (spec.work) {
    case 'map-each':
      return () => Promise.all(items.map((n) => pool.square(n)))
    case 'map-bulk':
      return async () => {
        const chunks = inChunks(items, defaultChunkSize(items.length, spec.workers))
        return (await Promise.all(chunks.map((chunk) => pool.squareAll(chunk)))).flat()
      }
    case 'map-cpu':
      return () => Promise.all(items.map(() => pool.countPrimes(spec.primesLimit)))
    default:
      throw new Error(`a pool cannot do ${spec.work}`)
  }
}
