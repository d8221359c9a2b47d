import { forkscope, subjectId } from '../contenders/forkscope.ts'
import { lock } from '../contenders/python.ts'
import type { BenchCase } from '../contract.ts'
import { specOf, type Sizes } from './sizes.ts'

const ours = forkscope(subjectId, 'Forkscope Lock', 'locks')

/** Nobody else wants it: ours asks the broker, CPython's is a semaphore in shared memory. */
export function lockFree(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'lock', { quick: 2_000, full: 5_000 })
  return {
    id: 'lock-free',
    title: 'lock, acquire and release, nobody else',
    unit: 'pairs/s',
    higherIsBetter: true,
    contenders: [
      { contender: ours, spec },
      { contender: lock, spec: { ...spec, count: spec.count * 20 }, comparedWith: subjectId },
    ],
    expectedChecksum: ({ count }) => count,
  }
}

/** Two processes want it all the time. */
export function lockContended(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'lock-contended', { quick: 1_000, full: 2_500 })
  return {
    id: 'lock-contended',
    title: 'lock, acquire and release by two processes',
    unit: 'pairs/s',
    higherIsBetter: true,
    contenders: [
      { contender: ours, spec },
      { contender: lock, spec: { ...spec, count: spec.count * 20 }, comparedWith: subjectId },
    ],
    expectedChecksum: ({ count }) => 2 * count,
  }
}
