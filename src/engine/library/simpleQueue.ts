import { toSharedReference, type SharedReference } from '../values/item.ts'
import { Queue, queueKind } from './queue.ts'
import { registerShared, reviveWith } from './sharedReferences.ts'

/** What the broker calls a simple queue. */
class Unbounded<T> extends Queue<T> {
  override get [queueKind](): 'simple-queue' {
    return 'simple-queue'
  }
}

/** A queue with the fewest operations: unbounded, no time-outs. Otherwise as {@link Queue}. */
export class SimpleQueue<T = unknown> {
  readonly #queue = new Unbounded<T>()

  /**
   * Resolves when the queue has the item, which is copied when `put` is called. Waits only while 256 MiB are
   * queued.
   * @throws SerializationError, QueueClosedError.
   */
  put(item: T): Promise<void> {
    return this.#queue.put(item)
  }

  /** The oldest item, as soon as there is one. @throws QueueClosedError (closed and drained). */
  get(): Promise<T> {
    return this.#queue.get()
  }

  isEmpty(): Promise<boolean> {
    return this.#queue.isEmpty()
  }

  /**
   * What this process has put is put first; then no process can put any more, and getters get what is left, then
   * QueueClosedError. Safe to call twice.
   */
  close(): Promise<void> {
    return this.#queue.close()
  }

  [toSharedReference](): SharedReference {
    return this.#queue[toSharedReference]()
  }

  static {
    registerShared('simple-queue', (reference) => reviveWith(reference, () => new SimpleQueue()))
  }
}
