import { observedRun, unobservedRun } from '../contenders/node.ts'
import type { BenchCase } from '../contract.ts'
import { primesLimits } from '../workloads.ts'
import { primesFound } from './mapCpu.ts'
import { specOf, type Sizes } from './sizes.ts'

/** What it costs a program that somebody watches it. Two workers and the observer share the machine. */
export function observation(sizes: Sizes): BenchCase {
  const spec = { ...specOf(sizes, 'map-cpu', { quick: 300, full: 1500 }), primesLimit: primesLimits.node1Ms }
  return {
    id: 'observation',
    title: 'map of tasks of about 1 ms, 2 workers, with and without live view and samples',
    unit: 'tasks/s',
    higherIsBetter: true,
    contenders: [
      { contender: observedRun, spec },
      { contender: unobservedRun, spec, comparedWith: observedRun.id },
    ],
    expectedChecksum: primesFound,
  }
}
