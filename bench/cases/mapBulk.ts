import { forkscope, subjectId } from '../contenders/forkscope.ts'
import { processPools, threadPools } from '../contenders/node.ts'
import { executor, pool } from '../contenders/python.ts'
import type { BenchCase } from '../contract.ts'
import { squaresChecksum } from '../workloads.ts'
import { specOf, type Sizes } from './sizes.ts'

/** A million integers; pools without chunks of their own get the same eight chunks, cut by hand. */
export function mapBulk(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'map-bulk', { quick: 1_000_000, full: 1_000_000 })
  const peers = [...processPools, ...threadPools, pool, executor]
  return {
    id: 'map-default',
    title: 'map of a trivial function over 1 M integers, default chunk size, 2 workers',
    unit: 'items/s',
    higherIsBetter: true,
    contenders: [
      { contender: forkscope(subjectId, 'Forkscope pool.map', 'poolMap'), spec },
      ...peers.map((contender) => ({ contender, spec, comparedWith: subjectId })),
    ],
    expectedChecksum: ({ count }) => squaresChecksum(count),
  }
}
