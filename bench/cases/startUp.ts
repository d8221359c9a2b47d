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

/** The same where one is ready: the pause before each start, in which the next gets ready, is not measured. */
export function startStandby(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'start-up', { quick: 3, full: 5 })
  const others = [forkscope('forkscope-spawn', 'Forkscope Process, spawn', 'startUp'), ...startUps]
  return {
    id: 'start-standby',
    title: 'start of a process that stands by until its first message',
    unit: 'ms',
    higherIsBetter: false,
    contenders: [
      { contender: forkscope(subjectId, 'Forkscope Process, standby', 'startUp', 'standby'), spec },
      ...others.map((contender) => ({ contender, spec, comparedWith: subjectId })),
    ],
    expectedChecksum: ({ count }) => count,
  }
}
