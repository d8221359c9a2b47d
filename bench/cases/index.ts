import type { BenchCase } from '../contract.ts'
import { observation } from './observation.ts'
import { mapBulk } from './mapBulk.ts'
import { mapCpu } from './mapCpu.ts'
import { mapEach } from './mapEach.ts'
import { pipeBytes, pipeSmall } from './pipe.ts'
import { queueLarge, queueSmall } from './queue.ts'
import { roundTrip } from './roundTrip.ts'
import { lockContended, lockFree } from './locks.ts'
import { managerDict, managerList } from './managers.ts'
import { sharedElements, sharedRanges } from './sharedMemory.ts'
import type { Sizes } from './sizes.ts'
import { startStandby, startUp } from './startUp.ts'
import { watching } from './watching.ts'

/** All cases, in the order of the output. */
export function allCases(sizes: Sizes): BenchCase[] {
  const inOrder = [
    mapEach,
    mapBulk,
    mapCpu,
    queueSmall,
    queueLarge,
    pipeSmall,
    pipeBytes,
    roundTrip,
    sharedElements,
    sharedRanges,
    lockFree,
    lockContended,
    managerList,
    managerDict,
    startUp,
    startStandby,
    observation,
    watching,
  ]
  return inOrder.map((create) => create(sizes))
}
