import { Pool } from 'multiprocessing'
import type { Figures, WorkSpec } from '../contract.ts'
import { perSecond, takeSamples } from '../measure.ts'
import { checksum, countPrimes, integersBelow, square } from '../workloads.ts'
import { readSpec, type BenchParams } from './spec.ts'

// Workers find functions by their exported name.
export { countPrimes, square }

/** `pool.map` of a trivial function (chunk size 1, default) and of a CPU-bound one. */
export async function main(params: BenchParams): Promise<Figures> {
  const spec = readSpec(params)
  await using pool = new Pool(spec.workers)
  const operation = operationOf(pool, spec)
  const figures = await takeSamples(spec.sampling, async () => {
    const started = performance.now()
    const results = await operation()
    const elapsedMs = performance.now() - started
    if (results.length !== spec.count) throw new Error(`${results.length} results for ${spec.count} items`)
    return { value: perSecond(spec.count, elapsedMs), checksum: checksum(results) }
  })
  return figures
}

function operationOf(pool: Pool, spec: WorkSpec): () => Promise<number[]> {
  const items = integersBelow(spec.count)
  switch (spec.work) {
    case 'map-each':
      return () => pool.map(square, items, { chunkSize: 1 })
    case 'map-bulk':
      return () => pool.map(square, items)
    case 'map-cpu': {
      const limits = items.map(() => spec.primesLimit)
      return () => pool.map(countPrimes, limits, { chunkSize: 1 })
    }
    default:
      throw new Error(`this program cannot do ${spec.work}`)
  }
}
