import { describe, expect, it } from 'vitest'
import { LockMachine, type LockEvent } from '../../../../src/engine/broker/lockMachine.ts'
import { inOrder, killed, testClock, told } from './told.ts'

const [a, b, c] = [1, 2, 3]

function lockOf(isReentrant: boolean) {
  const clock = testClock()
  const machine = new LockMachine(isReentrant ? 'RLock-1' : 'Lock-1', isReentrant, clock.now)
  const handle = (event: LockEvent): string[] => told(machine.handle(event))
  return {
    clock,
    machine,
    acquire: (client: number, id: number, timeoutMs?: number) =>
      handle({ type: 'acquire', client, id, timeoutMs }),
    release: (client: number, id: number) => handle({ type: 'release', client, id }),
    timeout: (client: number, id: number) => handle({ type: 'timeout', client, id }),
    gone: (client: number, end = killed) => handle({ type: 'gone', client, end }),
  }
}

describe.each([
  ['a Lock', false],
  ['an RLock', true],
])('LockMachine: %s', (_, isReentrant) => {
  it('is granted to one at a time, in the order in which they came', () => {
    const lock = lockOf(isReentrant)
    expect(lock.acquire(a, 1)).toEqual(['1:1 true'])
    expect(lock.acquire(b, 1)).toEqual(['2:1 parked in acquire'])
    expect(lock.acquire(c, 1, 50)).toEqual(['3:1 parked in acquire'])
    expect(lock.machine.holders).toEqual([a])
    expect(lock.release(a, 2)).toEqual(['1:2 done', '2:1 true'])
    expect(lock.release(b, 2)).toEqual(['2:2 done', '3:1 true'])
    expect(lock.release(c, 2)).toEqual(['3:2 done'])
    expect(lock.machine.holders).toEqual([])
  })

  it('who comes back for it at once comes after those who wait', () => {
    const lock = lockOf(isReentrant)
    lock.acquire(a, 1)
    lock.acquire(b, 1)
    lock.release(a, 2)
    expect(lock.acquire(a, 3)).toEqual(['1:3 parked in acquire'])
    expect(lock.release(b, 2)).toEqual(['2:2 done', '1:3 true'])
  })

  it('without waiting it is acquired only when it is free', () => {
    const lock = lockOf(isReentrant)
    expect(lock.acquire(a, 1, 0)).toEqual(['1:1 true'])
    expect(lock.acquire(b, 1, 0)).toEqual(['2:1 false'])
    lock.release(a, 2)
    expect(lock.acquire(b, 2, 0)).toEqual(['2:2 true'])
  })

  it('a time-out ends the wait; the next one in line is served', () => {
    const lock = lockOf(isReentrant)
    lock.acquire(a, 1)
    lock.acquire(b, 1, 50)
    lock.acquire(c, 1)
    expect(lock.timeout(b, 1)).toEqual(['2:1 false'])
    expect(lock.release(a, 2)).toEqual(['1:2 done', '3:1 true'])
  })

  it('a time-out or a cancel that comes after the grant changes nothing', () => {
    const lock = lockOf(isReentrant)
    lock.acquire(a, 1)
    lock.acquire(b, 1, 50)
    lock.release(a, 2)
    expect(lock.timeout(b, 1)).toEqual([])
    expect(lock.timeout(b, 99)).toEqual([])
    expect(lock.machine.holders).toEqual([b])
  })

  it('one release too many is a misuse, and changes nothing', () => {
    const lock = lockOf(isReentrant)
    expect(lock.release(a, 1)).toEqual(['1:1 misuse'])
    lock.acquire(a, 2)
    lock.release(a, 3)
    expect(lock.release(a, 4)).toEqual(['1:4 misuse'])
    expect(lock.acquire(b, 1)).toEqual(['2:1 true'])
  })

  it('the death of its holder is told to everyone who waits, with who it was; then it is free', () => {
    const lock = lockOf(isReentrant)
    lock.acquire(a, 1)
    lock.acquire(b, 1)
    lock.acquire(c, 1, 50)
    const commands = lock.machine.handle({ type: 'gone', client: a, end: killed })
    expect(told(commands)).toEqual(['2:1 owner-died', '3:1 owner-died'])
    expect(commands[0]).toMatchObject({
      message: `Process worker (pid 4711) was killed by SIGKILL while it held ${isReentrant ? 'RLock-1' : 'Lock-1'}: what the lock protects may be half done. It is free now: acquire it again.`,
      facts: { pid: 4711, processName: 'worker', exitCode: null, signal: 'SIGKILL' },
    })
    expect(lock.acquire(c, 2)).toEqual(['3:2 true'])
  })

  it('if nobody waits, the next to acquire is told, once', () => {
    const lock = lockOf(isReentrant)
    lock.acquire(a, 1)
    expect(lock.gone(a)).toEqual([])
    expect(lock.release(b, 1)).toEqual(['2:1 misuse'])
    expect(lock.acquire(b, 2, 0)).toEqual(['2:2 owner-died'])
    expect(lock.acquire(b, 3, 0)).toEqual(['2:3 true'])
  })

  it('a process that ends in order while it holds it is told as well', () => {
    const lock = lockOf(isReentrant)
    lock.acquire(a, 1)
    lock.acquire(b, 1)
    expect(lock.gone(a, inOrder)).toEqual(['2:1 owner-died'])
  })

  it('a dead waiter is forgotten, also with several waits', () => {
    const lock = lockOf(isReentrant)
    lock.acquire(a, 1)
    lock.acquire(b, 1)
    lock.acquire(c, 1)
    lock.acquire(b, 2)
    expect(lock.gone(b)).toEqual([])
    expect(lock.release(a, 2)).toEqual(['1:2 done', '3:1 true'])
    expect(lock.release(c, 2)).toEqual(['3:2 done'])
  })

  it('who holds it and waits for it too, and dies, leaves nothing behind but its death', () => {
    const lock = lockOf(false)
    lock.acquire(a, 1)
    lock.acquire(a, 2)
    expect(lock.gone(a)).toEqual([])
    expect(lock.acquire(b, 1)).toEqual(['2:1 owner-died'])
    expect(lock.acquire(b, 2)).toEqual(['2:2 true'])
  })

  it('the death of one that has released it is nobody’s business', () => {
    const lock = lockOf(isReentrant)
    lock.acquire(a, 1)
    lock.release(a, 2)
    lock.gone(a)
    expect(lock.acquire(b, 1)).toEqual(['2:1 true'])
    lock.gone(a)
    expect(lock.machine.holders).toEqual([b])
  })

  it('measures acquires, waits and holds, also while they last', () => {
    const { clock, machine, ...lock } = lockOf(isReentrant)
    lock.acquire(a, 1)
    clock.ms = 10
    lock.acquire(b, 1)
    lock.acquire(c, 1, 20)
    clock.ms = 30
    lock.timeout(c, 1)
    expect(machine.counters).toEqual({ acquires: 1, contended: 2, waitMs: 40, holdMs: 30 })
    lock.release(a, 2)
    clock.ms = 50
    expect(machine.counters).toEqual({ acquires: 2, contended: 2, waitMs: 40, holdMs: 50 })
    lock.release(b, 2)
    clock.ms = 99
    expect(machine.counters).toEqual({ acquires: 2, contended: 2, waitMs: 40, holdMs: 50 })
  })
})

describe('LockMachine: what differs', () => {
  it('a Lock is not re-entrant, and anyone may release it', () => {
    const lock = lockOf(false)
    lock.acquire(a, 1)
    expect(lock.acquire(a, 2)).toEqual(['1:2 parked in acquire'])
    expect(lock.release(b, 1)).toEqual(['2:1 done', '1:2 true'])
    expect(lock.release(b, 2)).toEqual(['2:2 done'])
  })

  it('the death of one whose Lock another has released is not told', () => {
    const lock = lockOf(false)
    lock.acquire(a, 1)
    lock.release(b, 1)
    lock.gone(a)
    expect(lock.acquire(b, 2)).toEqual(['2:2 true'])
  })

  it('an RLock is acquired again by its holder at once, and given on when released as often', () => {
    const lock = lockOf(true)
    lock.acquire(a, 1)
    lock.acquire(b, 1)
    expect(lock.acquire(a, 2)).toEqual(['1:2 true'])
    expect(lock.acquire(a, 3, 0)).toEqual(['1:3 true'])
    expect(lock.release(a, 4)).toEqual(['1:4 done'])
    expect(lock.release(a, 5)).toEqual(['1:5 done'])
    expect(lock.release(a, 6)).toEqual(['1:6 done', '2:1 true'])
  })

  it('a process that holds an RLock never waits for it: all of its acquires are granted with the first', () => {
    const lock = lockOf(true)
    lock.acquire(a, 1)
    lock.acquire(b, 1)
    lock.acquire(c, 1)
    lock.acquire(b, 2, 50)
    expect(lock.release(a, 2)).toEqual(['1:2 done', '2:1 true', '2:2 true'])
    expect(lock.timeout(b, 2)).toEqual([])
    expect(lock.release(b, 3)).toEqual(['2:3 done'])
    expect(lock.release(b, 4)).toEqual(['2:4 done', '3:1 true'])
    expect(lock.machine.counters).toMatchObject({ acquires: 4, contended: 3 })
  })

  it('an RLock is released by its holder alone', () => {
    const lock = lockOf(true)
    lock.acquire(a, 1)
    expect(lock.release(b, 1)).toEqual(['2:1 misuse'])
    expect(lock.machine.holders).toEqual([a])
  })

  it('an RLock that was acquired several times is free after one death', () => {
    const lock = lockOf(true)
    lock.acquire(a, 1)
    lock.acquire(a, 2)
    lock.acquire(b, 1)
    expect(lock.gone(a)).toEqual(['2:1 owner-died'])
    expect(lock.acquire(b, 2)).toEqual(['2:2 true'])
  })
})
