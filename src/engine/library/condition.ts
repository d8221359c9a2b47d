import { MisuseError } from '../errors.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import { runExclusive, type Acquirable, type AcquireOptions, type ExclusiveOptions } from './acquirable.ts'
import { client } from './client.ts'
import { Lock } from './lock.ts'
import { RLock } from './rlock.ts'
import { registerShared, revive, reviveWith, takeRevived } from './sharedReferences.ts'
import { wireTimeout } from './timeouts.ts'

/** As many as there are. */
const all = Number.MAX_SAFE_INTEGER

/**
 * A condition between processes: who holds its lock can wait, which gives the lock up, until another process that
 * holds it notifies; the wait ends when the lock is held again, as often as before.
 *
 * The lock belongs to the process, as {@link RLock} says: concurrent functions of one process that wait on the same
 * condition need one over a {@link Lock}, `new Condition(new Lock())`.
 *
 * A process that dies while it waits is forgotten: no notification goes to it. When one dies while it holds the
 * lock, everyone who waits is told by an OwnerDiedError; a `wait()` that throws it holds the lock all the same.
 *
 * It travels as an argument and inside messages. Nobody needs to dispose of it; it ends with the run.
 */
export class Condition implements Acquirable {
  readonly #object: number
  readonly #lock: Lock | RLock

  /**
   * @param lock - the lock that goes with it; several conditions may have one in common. Default: a new RLock.
   * @throws MisuseError for what is not a lock.
   */
  constructor(lock?: Lock | RLock) {
    const known = takeRevived()
    if (known) {
      this.#object = known.id
      this.#lock = revive(known['lock'] as SharedReference) as Lock | RLock
      return
    }
    if (lock !== undefined && !(lock instanceof Lock) && !(lock instanceof RLock))
      throw new MisuseError('A Condition takes a Lock or an RLock, or none.')
    this.#lock = lock ?? new RLock()
    this.#object = client().newObject()
    client().post({ op: 'condition.create', object: this.#object, lock: this.#lock[toSharedReference]().id })
  }

  /** Acquires its lock. @returns false when the time is over. @throws OwnerDiedError, MisuseError. */
  acquire(options?: AcquireOptions): Promise<boolean> {
    return this.#lock.acquire(options)
  }

  /** Releases its lock. @throws MisuseError as the lock does. */
  release(): Promise<void> {
    return this.#lock.release()
  }

  /** As `runExclusive` of its lock. */
  runExclusive<R>(action: () => R | PromiseLike<R>, options?: ExclusiveOptions): Promise<R> {
    return runExclusive(this.#lock, action, options)
  }

  /**
   * Gives the lock up and waits for a notification; holds the lock again when it settles, in every case.
   * @param timeoutMs - how long to wait for the notification, in ms. Default: for ever. The lock is waited for after
   *   that, however long that takes.
   * @returns false when the time was over before a notification.
   * @throws MisuseError when this process does not hold the lock; OwnerDiedError.
   */
  async wait(timeoutMs?: number): Promise<boolean> {
    const limitMs = wireTimeout(timeoutMs)
    return client().request((id) => ({ op: 'condition.wait', object: this.#object, id, timeoutMs: limitMs }))
  }

  /**
   * Waits until the predicate, which is called while the lock is held, gives something truthy: at once, and then
   * after each notification.
   * @param timeoutMs - how long to wait in all, in ms. Default: for ever.
   * @returns what the predicate gave last: when the time is over, something falsy.
   * @throws what the predicate throws; otherwise as `wait`.
   */
  async waitFor<R>(predicate: () => R | PromiseLike<R>, timeoutMs?: number): Promise<R> {
    const limitMs = wireTimeout(timeoutMs)
    const endMs = limitMs === undefined ? undefined : performance.now() + limitMs
    for (;;) {
      const result = await predicate()
      const leftMs = endMs === undefined ? undefined : endMs - performance.now()
      if (result || (leftMs !== undefined && leftMs <= 0)) return result
      await this.wait(leftMs)
    }
  }

  /**
   * Ends the wait of the `count` processes that have waited longest, of fewer if fewer wait.
   * @throws MisuseError when this process does not hold the lock, or `count` is not an integer from 0 on.
   */
  async notify(count = 1): Promise<void> {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new MisuseError(`notify() takes an integer from 0 on, not ${String(count)}.`, { count })
    return client().request((id) => ({ op: 'condition.notify', object: this.#object, id, count }))
  }

  /** Ends the wait of everyone who waits. @throws MisuseError when this process does not hold the lock. */
  notifyAll(): Promise<void> {
    return this.notify(all)
  }

  [toSharedReference](): SharedReference {
    return { type: 'condition', id: this.#object, lock: this.#lock[toSharedReference]() }
  }

  static {
    registerShared('condition', (reference) => reviveWith(reference, () => new Condition()))
  }
}
