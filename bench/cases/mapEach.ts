import { forkscope, subjectId } from '../contenders/forkscope.ts'
import { processPools, threadPools } from '../contenders/node.ts'
import { executor, pool } from '../contenders/python.ts'
import type { BenchCase } from '../contract.ts'
import { squaresChecksum } from '../workloads.ts'
import { specOf, type Sizes } from './sizes.ts'

/** What one task costs when it does nothing: the price of a message there and back. */
export function mapEach(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'map-each', { quick: 10_000, full: 50_000 })
  const peers = [...processPools, ...threadPools, pool, executor]
  return {
    id: 'map-each',
    title: 'map of a trivial function, one call per item (chunk size 1), 2 workers',
    unit: 'tasks/s',
    higherIsBetter: true,
    contenders: [
      { contender: forkscope(subjectId, 'Forkscope pool.map', 'poolMap'), spec },
      ...peers.map((contender) => ({ contender, spec, comparedWith: subjectId })),
    ],
    expectedChecksum: ({ count }) => squaresChecksum(count),
  }
}
