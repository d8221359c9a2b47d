import { describe, expect, it } from 'vitest'
import { ConditionMachine, type ConditionEvent } from '../../../../src/engine/broker/conditionMachine.ts'
import { LockMachine, type LockEvent } from '../../../../src/engine/broker/lockMachine.ts'
import { killed, testClock, told } from './told.ts'

const [a, b, c] = [1, 2, 3]

function conditionOf(isReentrant = true) {
  const clock = testClock()
  const lock = new LockMachine('RLock-1', isReentrant, clock.now)
  const machine = new ConditionMachine('Condition-1', lock, clock.now)
  const handle = (event: ConditionEvent): string[] => told(machine.handle(event))
  const handleLock = (event: LockEvent): string[] => told(lock.handle(event))
  return {
    clock,
    lock,
    machine,
    acquire: (client: number, id: number) =>
      handleLock({ type: 'acquire', client, id, timeoutMs: undefined }),
    release: (client: number, id: number) => handleLock({ type: 'release', client, id }),
    wait: (client: number, id: number, timeoutMs?: number) => handle({ type: 'wait', client, id, timeoutMs }),
    notify: (client: number, id: number, count = 1) => handle({ type: 'notify', client, id, count }),
    timeout: (client: number, id: number) => handle({ type: 'timeout', client, id }),
    lockTimeout: (client: number, id: number) => handleLock({ type: 'timeout', client, id }),
    /** The broker visits what the process has touched, in that order. */
    gone: (client: number) => [
      ...handleLock({ type: 'gone', client, end: killed }),
      ...handle({ type: 'gone', client }),
    ],
  }
}

/** Processes wait, in order: request 2 of each. */
function withWaiting(...clients: number[]) {
  const condition = conditionOf()
  for (const client of clients) {
    condition.acquire(client, 1)
    condition.wait(client, 2)
  }
  return condition
}

describe('ConditionMachine', () => {
  it('wait and notify need the lock to be held by the process', () => {
    const condition = conditionOf()
    expect(condition.wait(a, 1)).toEqual(['1:1 misuse'])
    expect(condition.notify(a, 2)).toEqual(['1:2 misuse'])
    condition.acquire(b, 1)
    expect(condition.wait(a, 3)).toEqual(['1:3 misuse'])
    expect(condition.lock.holders).toEqual([b])
  })

  it('wait gives the lock up; a notified wait ends when it holds the lock again', () => {
    const condition = conditionOf()
    condition.acquire(a, 1)
    condition.acquire(b, 1)
    expect(condition.wait(a, 2)).toEqual(['2:1 true', '1:2 parked in wait'])
    expect(condition.notify(b, 2)).toEqual(['1:2 parked in acquire', '2:2 done'])
    expect(condition.release(b, 3)).toEqual(['2:3 done', '1:2 true'])
    expect(condition.lock.holders).toEqual([a])
  })

  it('holds the lock again as often as before', () => {
    const condition = conditionOf()
    for (const id of [1, 2, 3]) condition.acquire(a, id)
    condition.wait(a, 4)
    condition.acquire(b, 1)
    condition.notify(b, 2)
    condition.release(b, 3)
    expect(condition.release(a, 5)).toEqual(['1:5 done'])
    condition.acquire(b, 4)
    expect(condition.release(a, 6)).toEqual(['1:6 done'])
    expect(condition.release(a, 7)).toEqual(['1:7 done', '2:4 true'])
  })

  it('a time-out ends the wait by false, when the lock is held again', () => {
    const condition = conditionOf()
    condition.acquire(a, 1)
    condition.wait(a, 2, 50)
    expect(condition.timeout(a, 2)).toEqual(['1:2 false'])
    condition.wait(a, 3, 50)
    condition.acquire(b, 1)
    expect(condition.timeout(a, 3)).toEqual(['1:3 parked in acquire'])
    expect(condition.release(b, 2)).toEqual(['2:2 done', '1:3 false'])
    expect(condition.lock.holders).toEqual([a])
  })

  it('a time-out of 0 lets others in between', () => {
    const condition = conditionOf()
    condition.acquire(a, 1)
    expect(condition.wait(a, 2, 0)).toEqual(['1:2 false'])
    condition.acquire(b, 1)
    expect(condition.wait(a, 3, 0)).toEqual(['2:1 true', '1:3 parked in acquire'])
  })

  it('a time-out that comes after the notification does not take it back, nor the wait for the lock', () => {
    const condition = withWaiting(a)
    condition.acquire(b, 1)
    condition.notify(b, 2)
    expect(condition.timeout(a, 2)).toEqual([])
    expect(condition.lockTimeout(a, 2)).toEqual([])
    expect(condition.release(b, 3)).toEqual(['2:3 done', '1:2 true'])
  })

  it('notify wakes so many, the oldest first; all; none; no more than wait', () => {
    const condition = withWaiting(a, b, c)
    condition.acquire(4, 1)
    expect(condition.notify(4, 2, 0)).toEqual(['4:2 done'])
    expect(condition.notify(4, 3, 2)).toEqual(['1:2 parked in acquire', '2:2 parked in acquire', '4:3 done'])
    expect(condition.notify(4, 4, Number.MAX_SAFE_INTEGER)).toEqual(['3:2 parked in acquire', '4:4 done'])
    expect(condition.notify(4, 5, 5)).toEqual(['4:5 done'])
    expect(condition.release(4, 6)).toEqual(['4:6 done', '1:2 true'])
    expect(condition.release(a, 3)).toEqual(['1:3 done', '2:2 true'])
    expect(condition.release(b, 3)).toEqual(['2:3 done', '3:2 true'])
  })

  it('a notification is not kept for who comes later', () => {
    const condition = conditionOf()
    condition.acquire(a, 1)
    condition.notify(a, 2)
    expect(condition.wait(a, 3)).toEqual(['1:3 parked in wait'])
  })

  it('a waiter that dies is forgotten: the notification goes to one that lives', () => {
    const condition = withWaiting(a, b)
    expect(condition.gone(a)).toEqual([])
    condition.acquire(c, 1)
    expect(condition.notify(c, 2)).toEqual(['2:2 parked in acquire', '3:2 done'])
    expect(condition.release(c, 3)).toEqual(['3:3 done', '2:2 true'])
  })

  it('one that dies while it comes back for the lock does not keep it', () => {
    const condition = withWaiting(a, b)
    condition.acquire(c, 1)
    condition.notify(c, 2, 2)
    condition.gone(a)
    expect(condition.release(c, 3)).toEqual(['3:3 done', '2:2 true'])
  })

  it('the death of who holds the lock is told to those who wait, each when it holds the lock again', () => {
    const condition = withWaiting(a, b)
    condition.acquire(c, 1)
    expect(condition.gone(c)).toEqual(['1:2 parked in acquire', '2:2 parked in acquire', '1:2 owner-died'])
    expect(condition.lock.holders).toEqual([a])
    expect(condition.release(a, 3)).toEqual(['1:3 done', '2:2 owner-died'])
    expect(condition.release(b, 3)).toEqual(['2:3 done'])
    expect(condition.acquire(a, 4)).toEqual(['1:4 true'])
  })

  it('so it is told to those who come back for it, and to plain acquires, which do not hold it', () => {
    const condition = withWaiting(a)
    condition.acquire(c, 1)
    condition.acquire(b, 1)
    condition.notify(c, 2)
    expect(condition.gone(c)).toEqual(['2:1 owner-died', '1:2 owner-died'])
    expect(condition.lock.holders).toEqual([a])
  })

  it('waits of one process over an RLock come back together, each with what it had held', () => {
    const condition = conditionOf()
    condition.acquire(a, 1)
    condition.acquire(a, 2)
    condition.wait(a, 3)
    condition.acquire(a, 4)
    condition.wait(a, 5)
    condition.acquire(b, 1)
    condition.notify(b, 2, 2)
    expect(condition.release(b, 3)).toEqual(['2:3 done', '1:3 true', '1:5 true'])
    condition.acquire(b, 4)
    for (const id of [6, 7]) expect(condition.release(a, id)).toEqual([`1:${id} done`])
    expect(condition.release(a, 8)).toEqual(['1:8 done', '2:4 true'])
  })

  it('a wait whose process holds the RLock again by another function comes back at once', () => {
    const condition = conditionOf()
    condition.acquire(a, 1)
    condition.wait(a, 2, 50)
    condition.acquire(a, 3)
    expect(condition.notify(a, 4)).toEqual(['1:2 true', '1:4 done'])
    condition.acquire(b, 1)
    condition.release(a, 5)
    expect(condition.release(a, 6)).toEqual(['1:6 done', '2:1 true'])
  })

  it('works over a lock that is not re-entrant, between the functions of one process', () => {
    const condition = conditionOf(false)
    condition.acquire(a, 1)
    condition.wait(a, 2)
    expect(condition.acquire(a, 3)).toEqual(['1:3 true'])
    expect(condition.notify(a, 4)).toEqual(['1:2 parked in acquire', '1:4 done'])
    expect(condition.release(a, 5)).toEqual(['1:5 done', '1:2 true'])
  })

  it('several conditions over one lock keep their own waiters', () => {
    const { lock, clock, machine, acquire, wait } = conditionOf()
    const other = new ConditionMachine('Condition-2', lock, clock.now)
    acquire(a, 1)
    wait(a, 2)
    acquire(b, 1)
    other.handle({ type: 'wait', client: b, id: 2, timeoutMs: undefined })
    acquire(c, 1)
    expect(told(other.handle({ type: 'notify', client: c, id: 2, count: 9 }))).toEqual([
      '2:2 parked in acquire',
      '3:2 done',
    ])
    expect(told(lock.handle({ type: 'gone', client: c, end: killed }))).toEqual([
      '1:2 parked in acquire',
      '2:2 owner-died',
    ])
    expect(machine.counters.contended).toBe(1)
  })

  it('measures its waits apart from those for the lock', () => {
    const condition = withWaiting(a)
    condition.clock.ms = 20
    condition.acquire(b, 1)
    condition.notify(b, 2)
    condition.clock.ms = 50
    condition.release(b, 3)
    expect(condition.machine.counters).toEqual({ acquires: 1, contended: 1, waitMs: 20, holdMs: 0 })
    expect(condition.lock.counters).toEqual({ acquires: 3, contended: 1, waitMs: 30, holdMs: 30 })
  })
})
