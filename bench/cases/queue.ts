import { forkscope, subjectId } from '../contenders/forkscope.ts'
import { sendAdvanced, sendJson } from '../contenders/node.ts'
import { queue, simpleQueue } from '../contenders/python.ts'
import type { BenchCase } from '../contract.ts'
import { messagesChecksum } from '../workloads.ts'
import { mebibyte, specOf, type Sizes } from './sizes.ts'

/** A loop of `get` pays a round trip per message, where CPython's shares a pipe: shown, not judged. */
const oneByOne = forkscope('forkscope-get', 'Forkscope Queue, get() one by one', 'queueBurst')

const subject = forkscope(subjectId, 'Forkscope Queue', 'queueBurst')

/** A burst from a producer process to a consumer process, from the first message to the last. */
export function queueSmall(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'queue', { quick: 100_000, full: 100_000 })
  const peers = [queue, simpleQueue, sendJson, sendAdvanced]
  return {
    id: 'queue-small',
    title: 'queue, burst of small messages',
    unit: 'messages/s',
    higherIsBetter: true,
    contenders: [
      { contender: subject, spec },
      { contender: oneByOne, spec: { ...spec, work: 'queue-get', count: spec.count / 10 } },
      ...peers.map((contender) => ({ contender, spec, comparedWith: subjectId })),
    ],
    expectedChecksum: ({ count, messageBytes }) => messagesChecksum(count, messageBytes),
  }
}

/** Not against `process.send` with JSON, which turns every byte into text. */
export function queueLarge(sizes: Sizes): BenchCase {
  const spec = specOf(sizes, 'queue', { quick: 128, full: 256 }, mebibyte)
  return {
    id: 'queue-large',
    title: 'queue, burst of 1 MiB messages',
    unit: 'MB/s',
    higherIsBetter: true,
    contenders: [
      { contender: subject, spec },
      ...[queue, simpleQueue, sendAdvanced].map((contender) => ({
        contender,
        spec,
        comparedWith: subjectId,
      })),
    ],
    expectedChecksum: ({ count, messageBytes }) => messagesChecksum(count, messageBytes),
  }
}
