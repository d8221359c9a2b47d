import { watcher } from '../contenders/node.ts'
import type { BenchCase } from '../contract.ts'
import { specOf, type Sizes } from './sizes.ts'

/** The price of the samples from outside, for the machine rather than for the program. */
export function watching(sizes: Sizes): BenchCase {
  const spec = { ...specOf(sizes, 'watch', { quick: 10, full: 20 }), workers: 8 }
  return {
    id: 'watch',
    title: 'sampling 8 processes twice a second',
    unit: '% of one core',
    higherIsBetter: false,
    contenders: [{ contender: watcher, spec }],
    expectedChecksum: ({ count, workers }) => count * workers,
  }
}
