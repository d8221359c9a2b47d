import { describeEnd, factsOfEnd } from './describeEnd.ts'
import { LockMeter, type LockCounters } from './lockMeter.ts'
import type { Command, Machine, ProcessEnd, Requester } from './machine.ts'
import { Parked } from './parked.ts'

export type LockEvent =
  /** `timeoutMs` 0: only if it is free. */
  | ({ type: 'acquire'; timeoutMs: number | undefined } & Requester)
  | ({ type: 'release' } & Requester)
  | ({ type: 'timeout' } & Requester)
  | { type: 'giveBack'; client: number }
  | { type: 'gone'; client: number; end: ProcessEnd }

/** A process that has waited on a condition and comes back for the lock. It gets it in every case. */
export interface Returning extends Requester {
  /** How often it had acquired the lock. */
  depth: number
  /** What its wait is answered by when it has the lock. */
  answer: boolean
}

interface Waiting extends Requester {
  /** Undefined: a plain acquire. */
  returning: Returning | undefined
  /** The holder that ended meanwhile: who comes back is told so when it has the lock. */
  death: ProcessEnd | undefined
}

/** Takes those who wait on a condition of this lock away from it, without those of the client. */
export type TakeSleepers = (exceptOf: number) => Returning[]

/**
 * A lock: first come, first served. A Lock is a process's only in that the process's death is told; a re-entrant
 * one (RLock) can be acquired again and released by its holder alone.
 *
 * Death of the holder: everyone who waits is told (`owner-died`); if nobody waits, the next to acquire is. The
 * lock is free after that. So nobody goes on with what is half done without having been told.
 *
 * Invariant: requests wait only while somebody else holds the lock; for one that is not re-entrant, anybody.
 */
export class LockMachine implements Machine<LockEvent> {
  readonly #name: string
  readonly #isReentrant: boolean
  readonly #meter: LockMeter
  readonly #waiting = new Parked<Waiting>()
  readonly #conditions: TakeSleepers[] = []
  #holder: number | undefined
  #depth = 0
  /** The holder that ended without anyone being told yet. */
  #untold: ProcessEnd | undefined
  #isSignal = false

  constructor(name: string, isReentrant: boolean, now: () => number) {
    this.#name = name
    this.#isReentrant = isReentrant
    this.#meter = new LockMeter(now)
  }

  get counters(): LockCounters {
    return this.#meter.counters
  }

  handle(event: LockEvent): Command[] {
    const out: Command[] = []
    switch (event.type) {
      case 'acquire':
        this.#acquire(event, event.timeoutMs, out)
        break
      case 'release':
        this.#release(event, out)
        break
      case 'timeout':
        this.#timeout(event, out)
        break
      case 'giveBack':
        break
      case 'gone':
        this.#gone(event.client, event.end, out)
    }
    this.#note()
    return out
  }

  /** The process that holds it. */
  get holders(): number[] {
    return this.#holder === undefined ? [] : [this.#holder]
  }

  /** Somebody else than its holder has released it: then whoever waits for it waits for anybody. */
  get isSignal(): boolean {
    return this.#isSignal
  }

  isHeldBy(client: number): boolean {
    return this.#holder === client
  }

  /** The condition's part: who sleeps there is told of a holder's death, too. */
  addCondition(takeSleepers: TakeSleepers): void {
    this.#conditions.push(takeSleepers)
  }

  /** For a wait on a condition: the holder lets go, however often it had acquired. @returns how often. */
  giveUp(out: Command[]): number {
    const depth = this.#depth
    this.#passOn(out)
    this.#note()
    return depth
  }

  /** It gets the lock when its turn comes. */
  comeBack(returning: Returning, out: Command[]): void {
    this.#add({ client: returning.client, id: returning.id, returning, death: undefined }, undefined, out)
    this.#note()
  }

  #acquire({ client, id }: Requester, timeoutMs: number | undefined, out: Command[]): void {
    if (this.#untold) {
      out.push(this.#ownerDied({ client, id }, this.#untold, false))
      this.#untold = undefined
    } else if (timeoutMs === 0 && !this.#isOpenTo(client)) {
      out.push({ type: 'value', client, id, value: false })
    } else {
      this.#add({ client, id, returning: undefined, death: undefined }, timeoutMs, out)
    }
  }

  #add(waiting: Waiting, timeoutMs: number | undefined, out: Command[]): void {
    if (this.#isOpenTo(waiting.client)) return this.#grant(waiting, out)
    this.#meter.contended++
    this.#waiting.add(waiting)
    out.push({ type: 'park', client: waiting.client, id: waiting.id, operation: 'acquire', timeoutMs })
  }

  #isOpenTo(client: number): boolean {
    return this.#holder === undefined || (this.#isReentrant && this.#holder === client)
  }

  #grant(waiting: Waiting, out: Command[]): void {
    this.#holder = waiting.client
    this.#enter(waiting, out)
    if (!this.#isReentrant || this.#waiting.size === 0) return
    // Who holds it never waits for it: two functions of one process might wait for each other.
    for (const other of this.#waiting.remove(({ client }) => client === waiting.client))
      this.#enter(other, out)
  }

  #enter({ client, id, returning, death }: Waiting, out: Command[]): void {
    this.#depth += returning?.depth ?? 1
    this.#meter.acquires++
    if (death) out.push(this.#ownerDied({ client, id }, death, true))
    else out.push({ type: 'value', client, id, value: returning?.answer ?? true })
  }

  #release({ client, id }: Requester, out: Command[]): void {
    const refusal = this.#refusalOfRelease(client)
    if (refusal) return void out.push({ type: 'fail', client, id, code: 'misuse', message: refusal })
    out.push({ type: 'done', client, id, count: 1 })
    this.#isSignal ||= client !== this.#holder
    this.#depth--
    if (this.#depth === 0) this.#passOn(out)
  }

  #refusalOfRelease(client: number): string | undefined {
    if (this.#isReentrant && this.#holder !== client) {
      return `${this.#name} is not held by this process: release() belongs to the process that has acquired it.`
    }
    if (this.#holder === undefined) {
      return `${this.#name} is not held: release() was called more often than acquire().`
    }
    return undefined
  }

  #passOn(out: Command[]): void {
    this.#holder = undefined
    this.#depth = 0
    const next = this.#waiting.shift()
    if (next) this.#grant(next, out)
  }

  /** Who comes back from a condition waits on: it must hold the lock when its wait ends. */
  #timeout({ client, id }: Requester, out: Command[]): void {
    const isIt = (other: Waiting): boolean => other.client === client && other.id === id && !other.returning
    for (const _late of this.#waiting.removeOne(isIt)) out.push({ type: 'value', client, id, value: false })
  }

  #gone(client: number, end: ProcessEnd, out: Command[]): void {
    this.#waiting.remove((waiting) => waiting.client === client)
    if (this.#holder !== client) return
    for (const waiting of this.#waiting.remove(({ returning }) => !returning)) {
      out.push(this.#ownerDied(waiting, end, false))
    }
    for (const waiting of this.#waiting) waiting.death ??= end
    for (const takeSleepers of this.#conditions) {
      for (const returning of takeSleepers(client)) {
        const { client: sleeper, id } = returning
        this.#add({ client: sleeper, id, returning, death: end }, undefined, out)
      }
    }
    if (out.length === 0 && this.#waiting.size === 0) this.#untold = end
    this.#passOn(out)
  }

  #ownerDied({ client, id }: Requester, end: ProcessEnd, isHeld: boolean): Command {
    const outcome = isHeld ? 'This process holds it now.' : 'It is free now: acquire it again.'
    return {
      type: 'fail',
      client,
      id,
      code: 'owner-died',
      message: `${describeEnd(end)} while it held ${this.#name}: what the lock protects may be half done. ${outcome}`,
      facts: { ...factsOfEnd(end), object: this.#name },
    }
  }

  #note(): void {
    this.#meter.note(this.#waiting.size, this.#holder === undefined ? 0 : 1)
  }
}
