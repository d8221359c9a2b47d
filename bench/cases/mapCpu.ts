import { forkscope, subjectId } from '../contenders/forkscope.ts'
import { processPools, serial, threadPools } from '../contenders/node.ts'
import { executor, pool, serialPair } from '../contenders/python.ts'
import type { BenchCase, Contender, Entry, WorkSpec } from '../contract.ts'
import { checksum, countPrimes, primesLimits } from '../workloads.ts'
import { specOf, type Sizes } from './sizes.ts'

export const nodeIdeal = 'node-serial-pair'

/**
 * Tasks of about 4 ms, against the ideal: independent processes side by side that exchange nothing meanwhile.
 * CPython's tasks are smaller, so it is set against its own ideal.
 */
export function mapCpu(sizes: Sizes): BenchCase {
  const spec = { ...specOf(sizes, 'map-cpu', { quick: 50, full: 200 }), primesLimit: primesLimits.node4Ms }
  const pythonSpec = { ...spec, primesLimit: primesLimits.python4Ms }
  const peer = (contender: Contender): Entry => ({ contender, spec, comparedWith: subjectId })
  return {
    id: 'map-cpu',
    title: 'map of countPrimes, tasks of about 4 ms, 2 workers',
    unit: 'tasks/s',
    higherIsBetter: true,
    contenders: [
      { contender: forkscope(subjectId, 'Forkscope pool.map', 'poolMap'), spec },
      peer(serial(nodeIdeal, 'two Node processes, no messages')),
      { ...peer(serial('node-serial-one', 'one Node process')), spec: { ...spec, workers: 1 } },
      ...[...processPools, ...threadPools].map(peer),
      { contender: serialPair, spec: pythonSpec },
      ...[pool, executor].map((contender) => ({
        contender,
        spec: pythonSpec,
        comparedWith: serialPair.id,
      })),
    ],
    expectedChecksum: primesFound,
  }
}

export function primesFound({ count, primesLimit }: WorkSpec): number {
  return checksum(Array<number>(count).fill(countPrimes(primesLimit)))
}
