import { describe, expect, it } from 'vitest'
import { BarrierMachine, type BarrierEvent } from '../../../../src/engine/broker/barrierMachine.ts'
import { inOrder, killed, testClock, told } from './told.ts'

const [a, b, c] = [1, 2, 3]

function barrierOf(parties: number, hasAction = false) {
  const clock = testClock()
  const machine = new BarrierMachine('Barrier-1', parties, hasAction, clock.now)
  const handle = (event: BarrierEvent): string[] => told(machine.handle(event))
  const ask = (type: 'waiting' | 'isBroken'): unknown => {
    const [answer] = machine.handle({ type, client: 9, id: 9 })
    return answer?.type === 'value' ? answer.value : undefined
  }
  return {
    clock,
    machine,
    wait: (client: number, id: number, timeoutMs?: number) => handle({ type: 'wait', client, id, timeoutMs }),
    acted: (client: number, id: number, generation: number, message?: string) => {
      const error = message === undefined ? null : { name: 'TypeError', message }
      return handle({ type: 'acted', client, id, generation, error })
    },
    call: (type: 'reset' | 'abort') => handle({ type, client: 9, id: 9 }),
    timeout: (client: number, id: number) => handle({ type: 'timeout', client, id }),
    gone: (client: number, end = killed) => handle({ type: 'gone', client, end }),
    state: () => [ask('waiting'), ask('isBroken')],
    whyBroken: () => {
      const [failure] = machine.handle({ type: 'wait', client: 8, id: 8, timeoutMs: 0 })
      return failure?.type === 'fail' ? failure : undefined
    },
  }
}

const passes = (requester: string, index: number): string => `${requester} {"index":${index}}`

describe('BarrierMachine', () => {
  it('lets all go together, each with its own index, and can be used again at once', () => {
    const barrier = barrierOf(3)
    for (const id of [1, 2]) {
      expect(barrier.wait(a, id)).toEqual([`1:${id} parked in wait`])
      expect(barrier.wait(b, id, 50)).toEqual([`2:${id} parked in wait`])
      expect(barrier.state()).toEqual([2, false])
      expect(barrier.wait(c, id, 0)).toEqual([
        passes(`1:${id}`, 0),
        passes(`2:${id}`, 1),
        passes(`3:${id}`, 2),
      ])
      expect(barrier.state()).toEqual([0, false])
    }
  })

  it('of one party never waits', () => {
    const barrier = barrierOf(1)
    expect(barrier.wait(a, 1, 0)).toEqual([passes('1:1', 0)])
    expect(barrier.wait(a, 2)).toEqual([passes('1:2', 0)])
  })

  it('its parties are waits: one process may make them all', () => {
    const barrier = barrierOf(2)
    barrier.wait(a, 1)
    expect(barrier.wait(a, 2)).toEqual([passes('1:1', 0), passes('1:2', 1)])
  })

  it('a time-out breaks it for everyone, until it is reset', () => {
    const barrier = barrierOf(3)
    barrier.wait(a, 1)
    barrier.wait(b, 1, 50)
    expect(barrier.timeout(b, 1)).toEqual(['1:1 broken-barrier', '2:1 broken-barrier'])
    expect(barrier.state()).toEqual([0, true])
    expect(barrier.wait(c, 1)).toEqual(['3:1 broken-barrier'])
    expect(barrier.whyBroken()).toMatchObject({
      message:
        'Barrier-1 is broken: a time-out was over when 2 of 3 parties had arrived. reset() makes it usable again.',
      facts: { reason: 'timeout' },
    })
    expect(barrier.call('reset')).toEqual(['9:9 done'])
    expect(barrier.state()).toEqual([0, false])
    expect(barrier.wait(a, 2)).toEqual(['1:2 parked in wait'])
  })

  it('a wait of no time breaks it unless it is the last', () => {
    const barrier = barrierOf(2)
    expect(barrier.wait(a, 1, 0)).toEqual(['1:1 broken-barrier'])
    expect(barrier.state()).toEqual([0, true])
  })

  it('a time-out that comes after they were let go changes nothing', () => {
    const barrier = barrierOf(2)
    barrier.wait(a, 1, 50)
    barrier.wait(b, 1)
    expect(barrier.timeout(a, 1)).toEqual([])
    expect(barrier.state()).toEqual([0, false])
  })

  it('abort breaks it, reset lets nobody wait on', () => {
    const barrier = barrierOf(2)
    barrier.wait(a, 1)
    expect(barrier.call('abort')).toEqual(['1:1 broken-barrier', '9:9 done'])
    expect(barrier.whyBroken()?.facts).toEqual({ reason: 'abort' })
    expect(barrier.call('abort')).toEqual(['9:9 done'])
    barrier.call('reset')
    barrier.wait(a, 2)
    expect(barrier.call('reset')).toEqual(['1:2 broken-barrier', '9:9 done'])
    expect(barrier.state()).toEqual([0, false])
  })

  it('the death of one that waits breaks it, and says who it was', () => {
    const barrier = barrierOf(3)
    barrier.wait(a, 1)
    barrier.wait(b, 1)
    expect(barrier.gone(a)).toEqual(['2:1 broken-barrier'])
    expect(barrier.whyBroken()).toMatchObject({
      message:
        'Barrier-1 is broken: process worker (pid 4711) was killed by SIGKILL while it waited. reset() makes it usable again.',
      facts: { reason: 'death', pid: 4711, processName: 'worker', signal: 'SIGKILL' },
    })
  })

  it('so does an end in order; but the death of one that does not wait changes nothing', () => {
    const barrier = barrierOf(2)
    barrier.wait(a, 1)
    barrier.gone(b)
    expect(barrier.state()).toEqual([1, false])
    barrier.gone(a, inOrder)
    expect(barrier.state()).toEqual([0, true])
    barrier.call('reset')
    barrier.gone(a)
    expect(barrier.state()).toEqual([0, false])
  })

  it('measures its waits', () => {
    const barrier = barrierOf(2)
    barrier.wait(a, 1)
    barrier.clock.ms = 40
    barrier.wait(b, 1)
    expect(barrier.machine.counters).toEqual({ acquires: 2, contended: 1, waitMs: 40, holdMs: 0 })
  })
})

describe('BarrierMachine with an action', () => {
  it('the last to arrive runs it before anyone is let go', () => {
    const barrier = barrierOf(2, true)
    barrier.wait(a, 1)
    expect(barrier.wait(b, 1)).toEqual(['2:1 {"index":1,"generation":1}'])
    expect(barrier.state()).toEqual([2, false])
    expect(barrier.acted(b, 2, 1)).toEqual(['2:2 done', passes('1:1', 0)])
    expect(barrier.state()).toEqual([0, false])
  })

  it('its failure breaks the barrier for the others, who are told what it was', () => {
    const barrier = barrierOf(2, true)
    barrier.wait(a, 1)
    barrier.wait(b, 1)
    expect(barrier.acted(b, 2, 1, 'boom')).toEqual(['1:1 broken-barrier', '2:2 done'])
    expect(barrier.whyBroken()).toMatchObject({
      message: 'Barrier-1 is broken: its action failed with TypeError: boom. reset() makes it usable again.',
      facts: { reason: 'action', errorName: 'TypeError', errorMessage: 'boom' },
    })
  })

  it('the death of who runs it, or of one that waits meanwhile, breaks the barrier', () => {
    const barrier = barrierOf(3, true)
    for (const client of [a, b, c]) barrier.wait(client, 1)
    expect(barrier.gone(c)).toEqual(['1:1 broken-barrier', '2:1 broken-barrier'])
    expect(barrier.whyBroken()?.message).toContain('while it ran the action')
    barrier.call('reset')
    for (const client of [a, b, c]) barrier.wait(client, 2)
    expect(barrier.gone(a)).toEqual(['2:2 broken-barrier'])
    expect(barrier.acted(c, 3, 2)).toEqual(['3:3 broken-barrier'])
  })

  it('a time-out, an abort or a reset while it runs ends every wait; who ran it is told, too', () => {
    const barrier = barrierOf(2, true)
    const ends = [() => barrier.timeout(a, 1), () => barrier.call('abort'), () => barrier.call('reset')]
    ends.forEach((end, index) => {
      barrier.call('reset')
      barrier.wait(a, 1, 50)
      barrier.wait(b, 1)
      expect(end()[0]).toBe('1:1 broken-barrier')
      expect(barrier.acted(b, 2, index + 1)).toEqual(['2:2 broken-barrier'])
    })
  })

  it('a failure that comes after the end of all waits is its own caller’s alone', () => {
    const barrier = barrierOf(2, true)
    barrier.wait(a, 1)
    barrier.wait(b, 1)
    barrier.call('reset')
    expect(barrier.acted(b, 2, 1, 'late')).toEqual(['2:2 done'])
    expect(barrier.state()).toEqual([0, false])
  })

  it('an action of before does not let go those who wait now', () => {
    const barrier = barrierOf(2, true)
    barrier.wait(a, 1)
    barrier.wait(b, 1)
    barrier.call('reset')
    barrier.wait(a, 2)
    barrier.wait(b, 2)
    expect(barrier.acted(b, 3, 1)).toEqual(['2:3 broken-barrier'])
    expect(barrier.acted(a, 4, 2)).toEqual(['1:4 broken-barrier'])
    expect(barrier.acted(b, 5, 2)).toEqual(['2:5 done', passes('1:2', 0)])
  })

  it('those who come while it runs are the next, and are let go after it', () => {
    const barrier = barrierOf(2, true)
    barrier.wait(a, 1)
    barrier.wait(b, 1)
    expect(barrier.wait(c, 1)).toEqual(['3:1 parked in wait'])
    expect(barrier.wait(c, 2)).toEqual(['3:2 parked in wait'])
    expect(barrier.state()).toEqual([4, false])
    expect(barrier.acted(b, 2, 1)).toEqual(['2:2 done', passes('1:1', 0), '3:2 {"index":1,"generation":2}'])
    expect(barrier.acted(c, 3, 2)).toEqual(['3:3 done', passes('3:1', 0)])
  })
})
