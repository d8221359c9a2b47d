import { describe, expect, it } from 'vitest'
import { EventMachine, type EventEvent } from '../../../../src/engine/broker/eventMachine.ts'
import { killed, testClock, told } from './told.ts'

function eventOf() {
  const clock = testClock()
  const machine = new EventMachine(clock.now)
  const handle = (event: EventEvent): string[] => told(machine.handle(event))
  return {
    clock,
    machine,
    call: (type: 'set' | 'clear' | 'isSet', client = 9, id = 9) => handle({ type, client, id }),
    wait: (client: number, id: number, timeoutMs?: number) => handle({ type: 'wait', client, id, timeoutMs }),
    timeout: (client: number, id: number) => handle({ type: 'timeout', client, id }),
    gone: (client: number) => handle({ type: 'gone', client }),
  }
}

describe('EventMachine', () => {
  it('is set and cleared, as often as one likes', () => {
    const event = eventOf()
    expect(event.call('isSet')).toEqual(['9:9 false'])
    expect([event.call('set'), event.call('set')]).toEqual([['9:9 done'], ['9:9 done']])
    expect(event.call('isSet')).toEqual(['9:9 true'])
    expect([event.call('clear'), event.call('clear')]).toEqual([['9:9 done'], ['9:9 done']])
    expect(event.call('isSet')).toEqual(['9:9 false'])
  })

  it('set ends every wait, also when it is cleared right after', () => {
    const event = eventOf()
    expect(event.wait(1, 1)).toEqual(['1:1 parked in wait'])
    expect(event.wait(2, 1, 50)).toEqual(['2:1 parked in wait'])
    expect(event.call('set')).toEqual(['9:9 done', '1:1 true', '2:1 true'])
    event.call('clear')
    expect(event.wait(1, 2)).toEqual(['1:2 parked in wait'])
    expect(event.timeout(2, 1)).toEqual([])
  })

  it('a wait for what is set ends at once; one that may not wait tells how it is', () => {
    const event = eventOf()
    expect(event.wait(1, 1, 0)).toEqual(['1:1 false'])
    event.call('set')
    expect([event.wait(1, 2), event.wait(1, 3, 0)]).toEqual([['1:2 true'], ['1:3 true']])
  })

  it('a time-out ends the one wait by false; a dead waiter is forgotten', () => {
    const event = eventOf()
    event.wait(1, 1, 50)
    event.wait(1, 2)
    event.wait(2, 1)
    expect(event.timeout(1, 1)).toEqual(['1:1 false'])
    event.gone(2)
    expect(event.call('set')).toEqual(['9:9 done', '1:2 true'])
  })

  it('measures its waits', () => {
    const event = eventOf()
    event.wait(1, 1)
    event.clock.ms = 30
    event.call('set')
    event.wait(1, 2)
    expect(event.machine.counters).toEqual({ acquires: 2, contended: 1, waitMs: 30, holdMs: 0 })
    expect(told(event.machine.handle({ type: 'giveBack', client: killed.pid }))).toEqual([])
  })
})
