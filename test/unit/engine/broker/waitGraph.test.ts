import { describe, expect, it } from 'vitest'
import { stuckProcesses } from '../../../../src/engine/broker/deadlock.ts'
import { SharedLock } from '../../../../src/engine/broker/synchronizationObjects.ts'
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
    knowersOf: () => [],
    pidOf: (processId) => processId + 1000,
    nameOf: (processId) => `Process-${processId}`,
  }
}

const stuckIn = (graph: GraphSources) =>
  stuckProcesses(waitGraph(graph, 10_000)).map(({ processId }) => processId)

/** Main waits for a lock that it holds itself; other processes live, and some of them know it. */
function signal(knowers: number[], isServant: boolean): GraphSources {
  const lock = new SharedLock(5, 'lock', 'Lock-1', () => 0)
  lock.handle(1, { op: 'lock.acquire', object: 5, id: 1 }, undefined)
  const wait = {
    operation: 'acquire',
    on: '5',
    sinceMs: 0,
    timer: undefined,
    requester: { client: 1, id: 2 },
  }
  return {
    ...sources([]),
    clients: [
      { processId: 1, heard: 7, isServant: false },
      { processId: 2, heard: 7, isServant },
    ],
    waits: { pendingOf: (client) => (client === 1 ? [{ ...wait, object: 5 } as PendingWait] : []) },
    find: () => lock,
    knowersOf: () => knowers,
  }
}

describe('the wait-for graph', () => {
  it('shows who waits for a lock of its own stuck only if nobody is left who may release it as a signal', () => {
    expect(stuckIn(signal([1], false))).toEqual([1])
    expect(stuckIn(signal([1, 2], false))).toEqual([])
    // A pool's worker without a task does nothing by itself.
    expect(stuckIn(signal([1, 2], true))).toEqual([1])
  })

  it('shows a process stuck when nobody else lives', () => {
    expect(stuckIn(sources([]))).toEqual([1])
  })

  it('shows nobody stuck while a process still starts, however long that takes', () => {
    expect(stuckIn(sources([2]))).toEqual([])
  })
})
