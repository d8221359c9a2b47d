import { LockMeter, type LockCounters } from './lockMeter.ts'
import type { Command, Machine, Requester } from './machine.ts'
import { Parked } from './parked.ts'

export type EventEvent =
  | ({ type: 'set' | 'clear' | 'isSet' } & Requester)
  /** `timeoutMs` 0: answered by whether it is set. */
  | ({ type: 'wait'; timeoutMs: number | undefined } & Requester)
  | ({ type: 'timeout' } & Requester)
  | { type: 'giveBack'; client: number }
  | { type: 'gone'; client: number }

/** A flag that processes wait for. Everyone who waits when it is set goes on, also if it is cleared right after. */
export class EventMachine implements Machine<EventEvent> {
  readonly #meter: LockMeter
  readonly #waiting = new Parked<Requester>()
  #isSet = false

  constructor(now: () => number) {
    this.#meter = new LockMeter(now)
  }

  get counters(): LockCounters {
    return this.#meter.counters
  }

  handle(event: EventEvent): Command[] {
    const out: Command[] = []
    switch (event.type) {
      case 'set':
      case 'clear':
        this.#isSet = event.type === 'set'
        out.push({ type: 'done', client: event.client, id: event.id, count: 1 })
        if (this.#isSet) for (const waiting of this.#waiting.removeAll()) this.#pass(waiting, out)
        break
      case 'isSet':
        out.push({ type: 'value', client: event.client, id: event.id, value: this.#isSet })
        break
      case 'wait':
        this.#wait(event, event.timeoutMs, out)
        break
      case 'timeout':
        for (const { client, id } of this.#waiting.removeOne((other) => isSame(other, event)))
          out.push({ type: 'value', client, id, value: false })
        break
      case 'giveBack':
        break
      case 'gone':
        this.#waiting.remove(({ client }) => client === event.client)
    }
    this.#meter.note(this.#waiting.size, 0)
    return out
  }

  #wait({ client, id }: Requester, timeoutMs: number | undefined, out: Command[]): void {
    if (this.#isSet) return this.#pass({ client, id }, out)
    if (timeoutMs === 0) return void out.push({ type: 'value', client, id, value: false })
    this.#meter.contended++
    this.#waiting.add({ client, id })
    out.push({ type: 'park', client, id, operation: 'wait', timeoutMs })
  }

  #pass({ client, id }: Requester, out: Command[]): void {
    this.#meter.acquires++
    out.push({ type: 'value', client, id, value: true })
  }
}

function isSame(one: Requester, other: Requester): boolean {
  return one.client === other.client && one.id === other.id
}
