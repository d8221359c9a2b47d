import { MisuseError, QueueClosedError } from '../errors.ts'
import { encodeValue } from '../values/encode.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import type { QueueKind } from '../wire/operations.ts'
import { BorrowingIterator } from './borrowing.ts'
import { client } from './client.ts'
import { ownLog } from './logging.ts'
import { registerShared, reviveWith, takeRevived } from './sharedReferences.ts'
import { wireTimeout } from './timeouts.ts'

export interface WaitOptions {
  /** How long to wait, in ms. Default: for ever. 0: not at all. */
  timeoutMs?: number
}

/** Tells the broker, and the processes that receive it, which class of queue it is. */
export const queueKind: unique symbol = Symbol('queueKind')

/**
 * A queue between processes: first in, first out, any number of putters and getters. The run's broker holds
 * it, so `size()` is exact and a putter's death loses nothing that `put` has acknowledged.
 *
 * It travels as an argument and inside messages. Nobody needs to dispose of it; it ends with the run.
 */
export class Queue<T = unknown> {
  readonly #object: number
  /** As it was created with; 0: unbounded. */
  readonly maxSize: number
  #isClosed = false

  /**
   * @param maxSize - how many items it holds before `put` waits. 0 or less: unbounded (a producer then waits
   *   only when 256 MiB are queued).
   * @throws MisuseError when `maxSize` is not an integer.
   */
  constructor(maxSize = 0) {
    const known = takeRevived()
    if (known) {
      this.#object = known.id
      this.maxSize = Number(known.maxSize)
      return
    }
    if (!Number.isSafeInteger(maxSize)) {
      throw new MisuseError(`A queue's maxSize is an integer (0: unbounded), not ${String(maxSize)}.`)
    }
    this.maxSize = Math.max(0, maxSize)
    this.#object = client().newObject()
    ownLog.debug('created a %s, maxSize %d', this[queueKind], this.maxSize)
    client().post({
      op: 'queue.create',
      object: this.#object,
      kind: this[queueKind],
      maxSize: this.maxSize,
    })
  }

  /** @internal */
  get [queueKind](): QueueKind {
    return 'queue'
  }

  /**
   * Resolves when the queue has the item. The item is copied when `put` is called: changes after that are
   * not seen by the getter.
   * @throws SerializationError, QueueFullError (after the time-out), QueueClosedError.
   */
  put(item: T, options?: WaitOptions): Promise<void> {
    // Not an async function: its second promise would cost a burst of puts a third of its speed.
    try {
      // What comes after would hold the close up, perhaps for ever.
      if (this.#isClosed) throw new QueueClosedError('The queue is closed: nothing can be put any more.')
      const encoded = encodeValue(item, 'item')
      return client().sendItem('queue.put', this.#object, encoded, wireTimeout(options?.timeoutMs))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** @throws QueueFullError at once when there is no room. */
  putNowait(item: T): Promise<void> {
    return this.put(item, { timeoutMs: 0 })
  }

  /** @throws QueueEmptyError (after the time-out), QueueClosedError (closed and drained). */
  async get(options: WaitOptions = {}): Promise<T> {
    const timeoutMs = wireTimeout(options.timeoutMs)
    const [item] = await client().request<[T]>((id) => ({
      op: 'queue.get',
      object: this.#object,
      id,
      timeoutMs,
    }))
    return item
  }

  /** @throws QueueEmptyError at once when there is nothing. */
  getNowait(): Promise<T> {
    return this.get({ timeoutMs: 0 })
  }

  /** How many items are in it now. */
  size(): Promise<number> {
    return client().request((id) => ({ op: 'queue.size', object: this.#object, id }))
  }

  async isEmpty(): Promise<boolean> {
    return (await this.size()) === 0
  }

  async isFull(): Promise<boolean> {
    return this.maxSize > 0 && (await this.size()) >= this.maxSize
  }

  /**
   * What this process has put is put first; then no process can put any more, and getters get what is left, then
   * QueueClosedError. Safe to call twice.
   */
  close(): Promise<void> {
    this.#isClosed = true
    return client().requestAfterSends(this.#object, (id) => ({ op: 'queue.close', object: this.#object, id }))
  }

  /** Gets items until the queue is closed and drained. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new BorrowingIterator<T>({
      prefix: 'queue',
      object: this.#object,
      next: () => this.get(),
      endCode: 'queue-closed',
    })
  }

  [toSharedReference](): SharedReference {
    return { type: this[queueKind], id: this.#object, maxSize: this.maxSize }
  }

  static {
    registerShared('queue', (reference) => reviveWith(reference, () => new Queue()))
  }
}
