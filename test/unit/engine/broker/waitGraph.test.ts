import { describe, expect, it } from 'vitest'
import { stuckProcesses } from '../../../../src/engine/broker/deadlock.ts'
import { waitGraph, type GraphSources } from '../../../../src/engine/broker/waitGraph.ts'
import type { PendingWait } from '../../../../src/engine/broker/waits.ts'

/** Main waits for a message on a pipe whose other end is on its way to a process. */
function sources(starting: number[]): GraphSources {
  const wait = { operation: 'recv', on: '5', sinceMs: 0, timer: undefined, requester: { client: 1, id: 2 } }
  return {
    clients: [{ processId: 1, heard: 7, isServant: false }],
    starting,
    waits: { pendingOf: () => [wait as PendingWait] },
    pools: [],
    isServing: () => false,
    find: () => undefined,
    pidOf: (processId) => processId + 1000,
    nameOf: (processId) => `Process-${processId}`,
  }
}

const stuckIn = (graph: GraphSources) =>
  stuckProcesses(waitGraph(graph, 10_000)).map(({ processId }) => processId)

describe('the wait-for graph', () => {
  it('shows a process stuck when nobody else lives', () => {
    expect(stuckIn(sources([]))).toEqual([1])
  })

  it('shows nobody stuck while a process still starts, however long that takes', () => {
    expect(stuckIn(sources([2]))).toEqual([])
  })
})
