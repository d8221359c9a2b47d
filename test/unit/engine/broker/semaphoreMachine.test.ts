import { describe, expect, it } from 'vitest'
import { SemaphoreMachine, type SemaphoreEvent } from '../../../../src/engine/broker/semaphoreMachine.ts'
import { inOrder, killed, testClock, told } from './told.ts'

const [a, b, c] = [1, 2, 3]

function semaphoreOf(initial: number, limit = 2 ** 31 - 1) {
  const clock = testClock()
  const machine = new SemaphoreMachine('Semaphore-1', initial, limit, clock.now)
  const handle = (event: SemaphoreEvent): string[] => told(machine.handle(event))
  return {
    clock,
    machine,
    acquire: (client: number, id: number, timeoutMs?: number) =>
      handle({ type: 'acquire', client, id, timeoutMs }),
    release: (client: number, id: number) => handle({ type: 'release', client, id }),
    value: () => {
      const [answer] = machine.handle({ type: 'getValue', client: 9, id: 9 })
      return answer?.type === 'value' ? answer.value : undefined
    },
    timeout: (client: number, id: number) => handle({ type: 'timeout', client, id }),
    gone: (client: number, end = killed) => handle({ type: 'gone', client, end }),
  }
}

describe('SemaphoreMachine', () => {
  it('hands out its permits, then makes wait, in order', () => {
    const semaphore = semaphoreOf(2)
    expect(semaphore.acquire(a, 1)).toEqual(['1:1 true'])
    expect(semaphore.acquire(a, 2)).toEqual(['1:2 true'])
    expect(semaphore.acquire(b, 1)).toEqual(['2:1 parked in acquire'])
    expect(semaphore.acquire(c, 1)).toEqual(['3:1 parked in acquire'])
    expect(semaphore.value()).toBe(0)
    expect(semaphore.release(a, 3)).toEqual(['1:3 done', '2:1 true'])
    expect(semaphore.release(a, 4)).toEqual(['1:4 done', '3:1 true'])
    expect(semaphore.value()).toBe(0)
  })

  it('of none at first signals: each release lets one go on', () => {
    const semaphore = semaphoreOf(0)
    expect(semaphore.acquire(a, 1, 0)).toEqual(['1:1 false'])
    semaphore.acquire(a, 2)
    expect(semaphore.release(b, 1)).toEqual(['2:1 done', '1:2 true'])
    semaphore.release(b, 2)
    semaphore.release(b, 3)
    expect(semaphore.value()).toBe(2)
  })

  it('may have more permits than at first, unless it is bounded', () => {
    const semaphore = semaphoreOf(1)
    semaphore.release(a, 1)
    expect(semaphore.value()).toBe(2)
    const bounded = semaphoreOf(1, 1)
    expect(bounded.release(a, 1)).toEqual(['1:1 misuse'])
    bounded.acquire(a, 2)
    expect(bounded.release(b, 1)).toEqual(['2:1 done'])
    expect(bounded.release(a, 3)).toEqual(['1:3 misuse'])
    expect(bounded.value()).toBe(1)
  })

  it('a time-out ends a wait, and one that comes after the grant changes nothing', () => {
    const semaphore = semaphoreOf(1)
    semaphore.acquire(a, 1)
    semaphore.acquire(b, 1, 50)
    semaphore.acquire(c, 1, 50)
    expect(semaphore.timeout(b, 1)).toEqual(['2:1 false'])
    expect(semaphore.release(a, 2)).toEqual(['1:2 done', '3:1 true'])
    expect(semaphore.timeout(c, 1)).toEqual([])
    semaphore.release(c, 2)
    expect(semaphore.value()).toBe(1)
  })

  it('a dead waiter is forgotten', () => {
    const semaphore = semaphoreOf(1)
    semaphore.acquire(a, 1)
    semaphore.acquire(b, 1)
    semaphore.acquire(c, 1)
    expect(semaphore.gone(b)).toEqual([])
    expect(semaphore.release(a, 2)).toEqual(['1:2 done', '3:1 true'])
  })

  it('the dead give back what they had acquired and not released', () => {
    const semaphore = semaphoreOf(3, 3)
    semaphore.acquire(a, 1)
    semaphore.acquire(a, 2)
    semaphore.acquire(a, 3)
    semaphore.release(a, 4)
    semaphore.acquire(b, 1)
    semaphore.acquire(b, 2)
    expect(semaphore.machine.holders).toEqual([a, b])
    expect(semaphore.gone(a)).toEqual(['2:2 true'])
    expect(semaphore.value()).toBe(1)
    expect(semaphore.gone(a)).toEqual([])
    expect(semaphore.value()).toBe(1)
  })

  it('an error or an exit code is a death, an end in order is none', () => {
    for (const [end, value] of [
      [{ ...inOrder, exitCode: 1 }, 1],
      [{ ...killed, signal: null }, 1],
      [inOrder, 0],
    ] as const) {
      const semaphore = semaphoreOf(1)
      semaphore.acquire(a, 1)
      semaphore.gone(a, end)
      expect(semaphore.value()).toBe(value)
    }
  })

  it('where somebody has released what it had not acquired, permits are nobody’s', () => {
    const semaphore = semaphoreOf(0)
    semaphore.release(b, 1)
    semaphore.release(b, 2)
    semaphore.acquire(a, 1)
    expect(semaphore.machine.holders).toEqual([])
    semaphore.gone(a)
    expect(semaphore.value()).toBe(1)
  })

  it('measures waits, and permits that are out', () => {
    const { clock, machine, ...semaphore } = semaphoreOf(2)
    semaphore.acquire(a, 1)
    semaphore.acquire(a, 2)
    clock.ms = 10
    semaphore.acquire(b, 1)
    clock.ms = 15
    semaphore.release(a, 3)
    expect(machine.counters).toEqual({ acquires: 3, contended: 1, waitMs: 5, holdMs: 30 })
    semaphore.release(a, 4)
    semaphore.release(b, 2)
    clock.ms = 100
    semaphore.release(b, 3)
    clock.ms = 200
    expect(machine.counters).toMatchObject({ holdMs: 30 })
  })
})
