import type { LockMachine } from './lockMachine.ts'
import { LockMeter, type LockCounters } from './lockMeter.ts'
import type { Command, Machine, Requester } from './machine.ts'
import { Parked } from './parked.ts'

export type ConditionEvent =
  | ({ type: 'wait'; timeoutMs: number | undefined } & Requester)
  /** Wakes at most `count` of those who wait, the oldest first. */
  | ({ type: 'notify'; count: number } & Requester)
  | ({ type: 'timeout' } & Requester)
  | { type: 'giveBack'; client: number }
  | { type: 'gone'; client: number }

interface Sleeper extends Requester {
  /** How often it had acquired the lock. */
  depth: number
}

/**
 * A condition over a lock. Who waits has given the lock up, and its wait is answered only when it holds the lock
 * again, as often as before: after a notification, after its time, and also when a holder of the lock died.
 */
export class ConditionMachine implements Machine<ConditionEvent> {
  readonly #name: string
  readonly #lock: LockMachine
  readonly #meter: LockMeter
  readonly #sleepers = new Parked<Sleeper>()

  constructor(name: string, lock: LockMachine, now: () => number) {
    this.#name = name
    this.#lock = lock
    this.#meter = new LockMeter(now)
    lock.addCondition((client) => this.#takeSleepers(client))
  }

  get counters(): LockCounters {
    return this.#meter.counters
  }

  handle(event: ConditionEvent): Command[] {
    const out: Command[] = []
    switch (event.type) {
      case 'wait':
        this.#wait(event, event.timeoutMs, out)
        break
      case 'notify':
        this.#notify(event, event.count, out)
        break
      case 'timeout':
        this.#timeout(event, out)
        break
      case 'giveBack':
        break
      case 'gone':
        this.#sleepers.remove(({ client }) => client === event.client)
    }
    this.#note()
    return out
  }

  #wait({ client, id }: Requester, timeoutMs: number | undefined, out: Command[]): void {
    if (!this.#lock.isHeldBy(client)) return this.#refuse({ client, id }, 'wait()', out)
    const depth = this.#lock.giveUp(out)
    this.#meter.contended++
    if (timeoutMs === 0) return this.#lock.comeBack({ client, id, depth, answer: false }, out)
    this.#sleepers.add({ client, id, depth })
    out.push({ type: 'park', client, id, operation: 'wait', timeoutMs })
  }

  #notify({ client, id }: Requester, count: number, out: Command[]): void {
    if (!this.#lock.isHeldBy(client)) return this.#refuse({ client, id }, 'notify()', out)
    for (let woken = 0; woken < count && this.#sleepers.size > 0; woken++) {
      this.#meter.acquires++
      this.#lock.comeBack({ ...(this.#sleepers.shift() as Sleeper), answer: true }, out)
    }
    out.push({ type: 'done', client, id, count: 1 })
  }

  #timeout({ client, id }: Requester, out: Command[]): void {
    const isIt = (other: Requester): boolean => other.client === client && other.id === id
    for (const sleeper of this.#sleepers.removeOne(isIt)) {
      this.#lock.comeBack({ ...sleeper, answer: false }, out)
    }
  }

  #takeSleepers(exceptOf: number): (Sleeper & { answer: boolean })[] {
    const sleepers = this.#sleepers.removeAll().filter(({ client }) => client !== exceptOf)
    this.#note()
    return sleepers.map((sleeper) => ({ ...sleeper, answer: false }))
  }

  #refuse({ client, id }: Requester, what: string, out: Command[]): void {
    const message = `${what} on ${this.#name} needs its lock: acquire() the condition first.`
    out.push({ type: 'fail', client, id, code: 'misuse', message })
  }

  #note(): void {
    this.#meter.note(this.#sleepers.size, 0)
  }
}
