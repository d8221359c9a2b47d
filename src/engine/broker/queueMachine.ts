import type { ItemRun } from '../values/itemRun.ts'
import { ItemBuffer } from './itemBuffer.ts'
import type { Command, Machine, Requester } from './machine.ts'
import { Parked } from './parked.ts'
import { UnfinishedTasks } from './unfinishedTasks.ts'

export type QueueEvent =
  /** Puts of consecutive ids, one per item. `timeoutMs` 0: fail at once what does not fit. */
  | ({ type: 'put'; items: ItemRun; timeoutMs: number | undefined } & Requester)
  | ({ type: 'get'; timeoutMs: number | undefined } & Requester)
  /** Gets up to `max` items on loan, for iteration. */
  | ({ type: 'borrow'; max: number } & Requester)
  | { type: 'consumed'; client: number; count: number }
  /** The process iterates no more: its loan comes back, what it has asked for ahead is answered by nothing. */
  | { type: 'giveBack'; client: number }
  | ({ type: 'size' } & Requester)
  | ({ type: 'close' } & Requester)
  /** It can be used no longer: what it holds is dropped; who waits to get is told by others. */
  | { type: 'discard' }
  | ({ type: 'taskDone' } & Requester)
  | ({ type: 'join' } & Requester)
  | ({ type: 'timeout' } & Requester)
  /** The process ends in order: what it has put, and still waits for room, counts as put. */
  | { type: 'leaving'; client: number }
  /** The process has ended: its other waits end, its loans come back. */
  | { type: 'gone'; client: number }

interface Putter extends Requester {
  items: ItemRun
  /** Its process waits for no answer: neither its end nor a close takes the items back. */
  hasLeft?: boolean
}
interface Getter extends Requester {
  /** 0: a plain get; else the size of the loan. */
  loan: number
}

export interface QueueCounters {
  puts: number
  gets: number
  bytesIn: number
  bytesOut: number
  depth: number
  maxDepth: number
}

/** An unbounded queue makes its producers wait when it holds this much: memory stays bounded. */
export const unboundedLimitBytes = 256 * 1024 * 1024

/**
 * A queue: first in, first out, waiting putters and getters served in the order in which they came.
 *
 * Invariants: a getter waits only while nothing can be taken; a putter waits only while the queue is full;
 * depth (with loans) never exceeds `maxSize`.
 */
export class QueueMachine implements Machine<QueueEvent> {
  readonly maxSize: number
  readonly #name: string
  readonly #buffer = new ItemBuffer()
  readonly #putters = new Parked<Putter>()
  readonly #getters = new Parked<Getter>()
  readonly #unfinished = new UnfinishedTasks()
  #isClosed = false
  #puts = 0
  #gets = 0
  #bytesIn = 0
  #bytesOut = 0
  #maxDepth = 0

  /** @param maxSize - 0 or less: unbounded. */
  constructor(name: string, maxSize: number) {
    this.#name = name
    this.maxSize = maxSize
  }

  get counters(): QueueCounters {
    return {
      puts: this.#puts,
      gets: this.#gets,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      depth: this.#buffer.depth,
      maxDepth: this.#maxDepth,
    }
  }

  handle(event: QueueEvent): Command[] {
    const out: Command[] = []
    switch (event.type) {
      case 'put':
        this.#put(event, event.items, event.timeoutMs, out)
        break
      case 'get':
        this.#get({ client: event.client, id: event.id, loan: 0 }, event.timeoutMs, out)
        break
      case 'borrow':
        this.#get({ client: event.client, id: event.id, loan: Math.max(1, event.max) }, undefined, out)
        break
      case 'consumed':
        this.#consumed(event.client, event.count, out)
        break
      case 'giveBack':
        this.#giveBack(event.client, out)
        break
      case 'size':
        out.push({ type: 'value', client: event.client, id: event.id, value: this.#buffer.depth })
        break
      case 'close':
        this.#close(out)
        out.push({ type: 'done', client: event.client, id: event.id, count: 1 })
        break
      case 'discard':
        this.#discard(out)
        break
      case 'taskDone':
        this.#unfinished.done(event, this.#name, out)
        break
      case 'join':
        this.#unfinished.join(event, out)
        break
      case 'timeout':
        this.#timeout(event, out)
        break
      case 'leaving':
        for (const putter of this.#putters) putter.hasLeft ||= putter.client === event.client
        break
      case 'gone':
        this.#gone(event.client, out)
    }
    return out
  }

  #put(request: Requester, items: ItemRun, timeoutMs: number | undefined, out: Command[]): void {
    if (this.#isClosed) {
      this.#failPuts(
        request,
        items,
        'queue-closed',
        `${this.#name} is closed: nothing can be put any more.`,
        out,
      )
      return
    }
    const accepted = this.#putters.size > 0 ? 0 : Math.min(items.count, this.#room())
    const [taken, rest] = accepted === items.count ? [items, undefined] : items.take(accepted)
    this.#accept(request, taken, out)
    if (rest) this.#parkPut({ client: request.client, id: request.id + accepted }, rest, timeoutMs, out)
    this.#serve(out)
  }

  #parkPut(request: Requester, items: ItemRun, timeoutMs: number | undefined, out: Command[]): void {
    if (timeoutMs === 0) {
      this.#failPuts(
        request,
        items,
        'queue-full',
        `${this.#name} is full (${this.#buffer.depth} items).`,
        out,
      )
      return
    }
    this.#putters.add({ ...request, items })
    out.push({ type: 'park', ...request, operation: 'put', timeoutMs })
  }

  #accept(request: Requester, items: ItemRun, out: Command[]): void {
    if (items.count === 0) return
    // What must wait must not keep the whole frame that it came in.
    this.#buffer.push(this.#getters.size > 0 ? items : items.compact())
    this.#puts += items.count
    this.#unfinished.added(items.count)
    this.#bytesIn += items.byteLength
    this.#maxDepth = Math.max(this.#maxDepth, this.#buffer.depth)
    out.push({ type: 'done', client: request.client, id: request.id, count: items.count })
  }

  #room(): number {
    if (this.maxSize > 0) return Math.max(0, this.maxSize - this.#buffer.depth)
    return this.#buffer.heldBytes < unboundedLimitBytes ? Number.MAX_SAFE_INTEGER : 0
  }

  #get(getter: Getter, timeoutMs: number | undefined, out: Command[]): void {
    this.#getters.add(getter)
    this.#serve(out)
    // Getters are served in order: if any is left, the newest is.
    if (this.#getters.size === 0) return
    if (timeoutMs === 0) this.#timeout(getter, out)
    else out.push({ type: 'park', client: getter.client, id: getter.id, operation: 'get', timeoutMs })
  }

  /** Moves what can move: items to getters, putters' items into the room that this makes. */
  #serve(out: Command[]): void {
    for (;;) {
      while (this.#getters.size > 0 && this.#buffer.count > 0)
        this.#deliver(this.#getters.shift() as Getter, out)
      const putter = this.#putters.first()
      const room = putter ? this.#room() : 0
      if (!putter || room === 0) break
      const [taken, rest] = putter.items.count <= room ? [putter.items, undefined] : putter.items.take(room)
      const request = { client: putter.client, id: putter.id }
      this.#accept(request, taken, out)
      if (!rest) {
        this.#putters.shift()
        continue
      }
      putter.items = rest
      putter.id += taken.count
      if (putter.hasLeft) continue
      out.push({ type: 'park', client: putter.client, id: putter.id, operation: 'put', timeoutMs: undefined })
    }
    if (this.#isClosed && this.#buffer.count === 0 && this.#putters.size === 0) this.#endGetters(out)
  }

  #deliver(getter: Getter, out: Command[]): void {
    const items = this.#buffer.take(getter.loan || 1) as ItemRun
    if (getter.loan > 0) this.#buffer.lend(getter.client, items)
    else this.#countGets(items.count, items.byteLength)
    out.push({ type: 'items', client: getter.client, id: getter.id, items })
  }

  #consumed(client: number, count: number, out: Command[]): void {
    const consumed = this.#buffer.consume(client, count)
    this.#countGets(consumed.count, consumed.byteLength)
    this.#serve(out)
  }

  #giveBack(client: number, out: Command[]): void {
    for (const { id } of this.#getters.remove((getter) => getter.client === client && getter.loan > 0))
      out.push({ type: 'value', client, id, value: [] })
    for (const items of this.#buffer.giveBack(client)) out.push({ type: 'returned', client, items })
    this.#serve(out)
  }

  #countGets(count: number, bytes: number): void {
    this.#gets += count
    this.#bytesOut += bytes
  }

  #close(out: Command[]): void {
    this.#isClosed = true
    for (const putter of this.#putters.remove(({ hasLeft }) => !hasLeft)) {
      this.#failPuts(putter, putter.items, 'queue-closed', `${this.#name} was closed while put waited.`, out)
    }
    this.#serve(out)
  }

  #discard(out: Command[]): void {
    this.#isClosed = true
    const message = `${this.#name} can no longer be used.`
    for (const putter of this.#putters.removeAll())
      this.#failPuts(putter, putter.items, 'queue-closed', message, out)
    this.#getters.removeAll()
    for (const items of this.#buffer.drain()) out.push({ type: 'drop', items })
  }

  #endGetters(out: Command[]): void {
    for (const { client, id } of this.#getters.removeAll()) {
      const message = `${this.#name} is closed and drained.`
      out.push({ type: 'fail', client, id, code: 'queue-closed', message })
    }
  }

  #timeout({ client, id }: Requester, out: Command[]): void {
    const isIt = (other: Requester): boolean => other.client === client && other.id === id
    for (const getter of this.#getters.removeOne(isIt)) {
      out.push({
        type: 'fail',
        client,
        id: getter.id,
        code: 'queue-empty',
        message: `${this.#name} is empty.`,
      })
    }
    for (const putter of this.#putters.removeOne(isIt)) {
      const message = `${this.#name} is full (${this.#buffer.depth} items).`
      this.#failPuts(putter, putter.items, 'queue-full', message, out)
    }
  }

  #failPuts(
    request: Requester,
    items: ItemRun,
    code: 'queue-full' | 'queue-closed',
    message: string,
    out: Command[],
  ): void {
    for (let index = 0; index < items.count; index++) {
      out.push({ type: 'fail', client: request.client, id: request.id + index, code, message })
    }
    out.push({ type: 'drop', items })
  }

  #gone(client: number, out: Command[]): void {
    this.#unfinished.gone(client)
    this.#getters.remove((getter) => getter.client === client)
    for (const putter of this.#putters.remove((other) => other.client === client && !other.hasLeft)) {
      out.push({ type: 'drop', items: putter.items })
    }
    this.#giveBack(client, out)
  }
}
