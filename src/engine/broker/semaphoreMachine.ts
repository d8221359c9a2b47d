import { isDeath } from './describeEnd.ts'
import { LockMeter, type LockCounters } from './lockMeter.ts'
import type { Command, Machine, ProcessEnd, Requester } from './machine.ts'
import { Parked } from './parked.ts'

export type SemaphoreEvent =
  /** `timeoutMs` 0: only if there is a permit. */
  | ({ type: 'acquire'; timeoutMs: number | undefined } & Requester)
  | ({ type: 'release' } & Requester)
  | ({ type: 'getValue' } & Requester)
  | ({ type: 'timeout' } & Requester)
  | { type: 'giveBack'; client: number }
  | { type: 'gone'; client: number; end: ProcessEnd }

/**
 * A semaphore: permits that are handed out first come, first served.
 *
 * Nobody owns a permit, so a process that ends in order keeps what it has taken: others may release it. One that
 * dies gives back what it had taken and not released, so that a limit does not shrink with every death; but not
 * once the semaphore has been used to signal (somebody released what it had not acquired), for there a permit
 * stands for something that has happened.
 *
 * Invariant: requests wait only while the value is 0.
 */
export class SemaphoreMachine implements Machine<SemaphoreEvent> {
  readonly #name: string
  readonly #initial: number
  readonly #limit: number
  readonly #meter: LockMeter
  readonly #waiting = new Parked<Requester>()
  /** Acquired and not released, by process. */
  readonly #taken = new Map<number, number>()
  #value: number
  #isSignal = false

  /** @param limit - the value that no release may exceed. */
  constructor(name: string, initial: number, limit: number, now: () => number) {
    this.#name = name
    this.#initial = initial
    this.#value = initial
    this.#limit = limit
    this.#meter = new LockMeter(now)
  }

  get counters(): LockCounters {
    return this.#meter.counters
  }

  /** The processes that have acquired more than they have released. */
  get holders(): number[] {
    return this.#isSignal ? [] : [...this.#taken.keys()]
  }

  handle(event: SemaphoreEvent): Command[] {
    const out: Command[] = []
    switch (event.type) {
      case 'acquire':
        this.#acquire(event, event.timeoutMs, out)
        break
      case 'release':
        this.#release(event, out)
        break
      case 'getValue':
        out.push({ type: 'value', client: event.client, id: event.id, value: this.#value })
        break
      case 'timeout':
        this.#timeout(event, out)
        break
      case 'giveBack':
        break
      case 'gone':
        this.#gone(event.client, event.end, out)
    }
    this.#meter.note(this.#waiting.size, Math.max(0, this.#initial - this.#value))
    return out
  }

  #acquire({ client, id }: Requester, timeoutMs: number | undefined, out: Command[]): void {
    if (this.#value > 0) return this.#grant({ client, id }, out)
    if (timeoutMs === 0) return void out.push({ type: 'value', client, id, value: false })
    this.#meter.contended++
    this.#waiting.add({ client, id })
    out.push({ type: 'park', client, id, operation: 'acquire', timeoutMs })
  }

  #grant({ client, id }: Requester, out: Command[]): void {
    this.#value--
    this.#taken.set(client, (this.#taken.get(client) ?? 0) + 1)
    this.#meter.acquires++
    out.push({ type: 'value', client, id, value: true })
  }

  #release({ client, id }: Requester, out: Command[]): void {
    if (this.#value >= this.#limit) {
      const message = `${this.#name} has all of its ${this.#limit} permits: release() was called more often than acquire().`
      return void out.push({ type: 'fail', client, id, code: 'misuse', message })
    }
    const taken = this.#taken.get(client) ?? 0
    if (taken === 0) this.#isSignal = true
    else this.#setTaken(client, taken - 1)
    out.push({ type: 'done', client, id, count: 1 })
    this.#add(1, out)
  }

  #setTaken(client: number, count: number): void {
    if (count > 0) this.#taken.set(client, count)
    else this.#taken.delete(client)
  }

  #add(permits: number, out: Command[]): void {
    this.#value = Math.min(this.#limit, this.#value + permits)
    while (this.#value > 0 && this.#waiting.size > 0) this.#grant(this.#waiting.shift() as Requester, out)
  }

  #timeout({ client, id }: Requester, out: Command[]): void {
    for (const _late of this.#waiting.removeOne((other) => other.client === client && other.id === id)) {
      out.push({ type: 'value', client, id, value: false })
    }
  }

  #gone(client: number, end: ProcessEnd, out: Command[]): void {
    this.#waiting.remove((waiting) => waiting.client === client)
    const taken = this.#taken.get(client) ?? 0
    this.#taken.delete(client)
    if (isDeath(end) && !this.#isSignal) this.#add(taken, out)
  }
}
