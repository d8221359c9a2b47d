import { forkscope, subjectId } from '../contenders/forkscope.ts'
import { sendAdvanced, sendJson } from '../contenders/node.ts'
import { pipe } from '../contenders/python.ts'
import type { BenchCase } from '../contract.ts'
import { messagesChecksum } from '../workloads.ts'
import { mebibyte, specOf, type Sizes } from './sizes.ts'

/** A round trip per message: shown beside the iteration, which has batches. */
const oneByOne = forkscope('forkscope-recv', 'Forkscope Pipe, recv() one by one', 'pipeBurst')

const subject = forkscope(subjectId, 'Forkscope Pipe', 'pipeBurst')

export function pipeSmall(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'pipe', { quick: 20_000, full: 100_000 })
  return {
    id: 'pipe-small',
    title: 'pipe, burst of small messages',
    unit: 'messages/s',
    higherIsBetter: true,
    contenders: [
      { contender: subject, spec },
      { contender: oneByOne, spec: { ...spec, work: 'pipe-recv', count: spec.count / 10 } },
      ...[pipe, sendJson, sendAdvanced].map((contender) => ({ contender, spec, comparedWith: subjectId })),
    ],
    expectedChecksum: ({ count, messageBytes }) => messagesChecksum(count, messageBytes),
  }
}

export function pipeBytes(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'pipe-bytes', { quick: 64, full: 256 }, mebibyte)
  return {
    id: 'pipe-bytes',
    title: 'pipe, bytes in pieces of 1 MiB (sendBytes, recvBytes)',
    unit: 'MB/s',
    higherIsBetter: true,
    contenders: [
      { contender: subject, spec },
      ...[pipe, sendAdvanced].map((contender) => ({ contender, spec, comparedWith: subjectId })),
    ],
    expectedChecksum: ({ count, messageBytes }) => messagesChecksum(count, messageBytes),
  }
}
