import { expect, it } from 'vitest'
import { lockRows } from '../../../src/renderer/model/runLocks.ts'
import type { LockSnapshot } from '../../../src/shared/runUpdate.ts'
import { processSnapshot, runSnapshot } from './runFixtures.ts'

function lock(over: Partial<LockSnapshot>): LockSnapshot {
  const counters = { acquires: 0, contended: 0, waitMs: 0, holdMs: 0 }
  return { id: '1', kind: 'lock', name: 'Lock-1', ...counters, holders: [], ...over }
}

it('shows first what somebody waits for, with who holds it and who waits', () => {
  const wait = { operation: 'acquire', on: '1', label: 'acquire on Lock-1', sinceMs: 5 }
  const snapshot = runSnapshot({
    processes: [
      processSnapshot({ processId: 2, pid: 20, name: 'holder' }),
      processSnapshot({ processId: 3, pid: 30, name: 'waiter', waits: [wait] }),
    ],
    locks: [
      lock({ acquires: 3, contended: 1, waitMs: 12, holders: [{ processId: 2, pid: 20 }] }),
      lock({ id: '2', kind: 'bounded-semaphore', name: 'BoundedSemaphore-1' }),
    ],
  })
  const [contended, idle] = lockRows(snapshot)
  expect(contended).toMatchObject({
    name: 'Lock-1',
    meanWaitMs: 12,
    holders: [{ pid: 20, name: 'holder' }],
    waiting: [{ pid: 30, name: 'waiter' }],
  })
  expect(contended?.contendedPercent).toBeCloseTo(100 / 3)
  expect(idle).toMatchObject({
    kind: 'bounded semaphore',
    contendedPercent: null,
    meanWaitMs: null,
    holders: [],
    waiting: [],
  })
})
