import { forkscope } from '../contenders/forkscope.ts'
import { sendAdvanced, sendJson } from '../contenders/node.ts'
import { pipeRoundTrip, queueRoundTrip, simpleQueueRoundTrip } from '../contenders/python.ts'
import type { BenchCase } from '../contract.ts'
import { messagesChecksum } from '../workloads.ts'
import { specOf, type Sizes } from './sizes.ts'

/** A number to another process and back. Each is set against the Forkscope channel of its kind. */
export function roundTrip(sizes: Sizes): BenchCase {
  const counts = { quick: 1_000, full: 5_000 }
  const queueSpec = specOf(sizes, 'round-trip-queue', counts)
  const pipeSpec = specOf(sizes, 'round-trip-pipe', counts)
  const ourQueue = forkscope('forkscope-queue', 'Forkscope Queue', 'roundTrip')
  const ourPipe = forkscope('forkscope-pipe', 'Forkscope Pipe', 'roundTrip')
  return {
    id: 'round-trip',
    title: 'round trip of a small message, p50',
    unit: 'µs',
    higherIsBetter: false,
    contenders: [
      { contender: ourQueue, spec: queueSpec },
      { contender: queueRoundTrip, spec: queueSpec, comparedWith: ourQueue.id },
      { contender: simpleQueueRoundTrip, spec: queueSpec, comparedWith: ourQueue.id },
      { contender: ourPipe, spec: pipeSpec },
      { contender: pipeRoundTrip, spec: pipeSpec, comparedWith: ourPipe.id },
      { contender: sendJson, spec: pipeSpec, comparedWith: ourPipe.id },
      { contender: sendAdvanced, spec: pipeSpec, comparedWith: ourPipe.id },
    ],
    expectedChecksum: ({ count }) => messagesChecksum(count, 0),
  }
}
