import { forkscope, subjectId } from '../contenders/forkscope.ts'
import { rawArray, rawArrayBytes, sharedArray } from '../contenders/python.ts'
import type { BenchCase } from '../contract.ts'
import { messagesChecksum } from '../workloads.ts'
import { mebibyte, specOf, type Sizes } from './sizes.ts'

const program = 'sharedMemory'
const betweenProcesses = forkscope(subjectId, 'Forkscope RawArray, held by the broker', program)
const oneByOne = forkscope('forkscope-one-by-one', 'Forkscope RawArray, broker, each awaited', program)
const betweenThreads = forkscope('forkscope-threads', 'Forkscope RawArray of threads', program, 'thread')
const throughView = forkscope('forkscope-view', 'Forkscope RawArray of threads, view()', program, 'thread')

/** As many writes as reads of single elements. */
export function sharedElements(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'shared-elements', { quick: 20_000, full: 50_000 })
  return {
    id: 'shared-elements',
    title: 'shared array, elements written and read',
    unit: 'accesses/s',
    higherIsBetter: true,
    contenders: [
      { contender: betweenProcesses, spec: { ...spec, work: 'shared-elements-burst' } },
      { contender: oneByOne, spec: { ...spec, count: spec.count / 20 } },
      { contender: betweenThreads, spec },
      { contender: throughView, spec: { ...spec, work: 'shared-elements-view' } },
      { contender: sharedArray, spec, comparedWith: subjectId },
      { contender: rawArray, spec, comparedWith: subjectId },
    ],
    expectedChecksum: ({ count }) => messagesChecksum(count, 0),
  }
}

/** A range of 1 MiB, written and read. */
export function sharedRanges(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'shared-range', { quick: 16, full: 64 }, mebibyte)
  return {
    id: 'shared-ranges',
    title: 'shared array, ranges of 1 MiB written and read',
    unit: 'MB/s',
    higherIsBetter: true,
    contenders: [
      { contender: betweenProcesses, spec },
      { contender: betweenThreads, spec },
      { contender: sharedArray, spec: { ...spec, count: spec.count / 8 }, comparedWith: subjectId },
      { contender: rawArrayBytes, spec, comparedWith: subjectId },
    ],
    expectedChecksum: ({ count, messageBytes }) => messagesChecksum(count, 0) + (count * messageBytes) / 8,
  }
}
