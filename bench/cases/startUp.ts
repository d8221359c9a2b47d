import { forkscope, subjectId } from '../contenders/forkscope.ts'
import { fork } from '../contenders/node.ts'
import { startUps } from '../contenders/python.ts'
import type { BenchCase } from '../contract.ts'
import { specOf, type Sizes } from './sizes.ts'

/** From starting a process until its first message has arrived. */
export function startUp(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'start-up', { quick: 3, full: 5 })
  return {
    id: 'start-up',
    title: 'start of a process until its first message',
    unit: 'ms',
    higherIsBetter: false,
    contenders: [
      { contender: forkscope(subjectId, 'Forkscope Process, spawn', 'startUp'), spec },
      ...[fork, ...startUps].map((contender) => ({ contender, spec, comparedWith: subjectId })),
    ],
    expectedChecksum: ({ count }) => count,
  }
}
