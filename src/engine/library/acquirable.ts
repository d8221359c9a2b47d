import { TimeoutError } from '../errors.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import type { ClientOperation } from '../wire/operations.ts'
import { client } from './client.ts'
import { takeRevived } from './sharedReferences.ts'
import { wireTimeout } from './timeouts.ts'

export interface AcquireOptions {
  /** Whether to wait at all. Default: true. */
  blocking?: boolean
  /** How long to wait, in ms. Default: for ever. 0: not at all. */
  timeoutMs?: number
}

export interface ExclusiveOptions {
  /** How long to wait for the lock, in ms. Default: for ever. */
  timeoutMs?: number
}

/** What can be acquired and released: locks, semaphores, and conditions by their lock. */
export interface Acquirable {
  acquire(options?: AcquireOptions): Promise<boolean>
  release(): Promise<void>
}

/** How a class of lock or semaphore is told apart and made. */
export interface AcquirableKind<F> {
  /** As shared references have it. */
  type: string
  family: F
  /** Makes a new one of that number. */
  create: (object: number) => ClientOperation
}

/** What locks and semaphores have in common. The run's broker holds it, so nobody needs to dispose of it. */
export abstract class SharedAcquirable<F extends 'lock' | 'semaphore'> implements Acquirable {
  /** For the compiler alone: a semaphore is no lock. */
  declare protected readonly family: F
  readonly #object: number
  readonly #type: string
  readonly #family: 'lock' | 'semaphore'

  /** @internal */
  constructor({ type, family, create }: AcquirableKind<F>) {
    this.#type = type
    this.#family = family
    const known = takeRevived()
    if (known) {
      this.#object = known.id
      return
    }
    this.#object = client().newObject()
    client().post(create(this.#object))
  }

  /**
   * Waits for its turn: first come, first served, among all processes and also within one.
   * @returns false when the time is over.
   * @throws OwnerDiedError when a process has ended while it held the lock; MisuseError.
   */
  async acquire(options: AcquireOptions = {}): Promise<boolean> {
    const { blocking = true, timeoutMs } = options
    const limitMs = wireTimeout(timeoutMs)
    const op = `${this.#family}.acquire` as const
    return client().request((id) => ({
      op,
      object: this.#object,
      id,
      timeoutMs: blocking ? limitMs : 0,
    }))
  }

  /** Whoever waits longest goes on. @throws MisuseError when that was one release too many. */
  release(): Promise<void> {
    const op = `${this.#family}.release` as const
    return client().request((id) => ({ op, object: this.#object, id }))
  }

  /**
   * Acquires, calls the function, and releases, also when it fails.
   * @returns what the function returns.
   * @throws what the function throws; TimeoutError when the time was over before it could be called;
   *   OwnerDiedError.
   */
  runExclusive<R>(action: () => R | PromiseLike<R>, options?: ExclusiveOptions): Promise<R> {
    return runExclusive(this, action, options)
  }

  [toSharedReference](): SharedReference {
    return { type: this.#type, id: this.#object }
  }
}

export async function runExclusive<R>(
  lock: Acquirable,
  action: () => R | PromiseLike<R>,
  { timeoutMs }: ExclusiveOptions = {},
): Promise<R> {
  const isAcquired = await lock.acquire(timeoutMs === undefined ? {} : { timeoutMs })
  if (!isAcquired) {
    throw new TimeoutError(`The lock was not free within ${timeoutMs} ms: the function was not called.`, {
      timeoutMs,
    })
  }
  let result: R
  try {
    result = await action()
  } catch (error) {
    // What the function says comes first.
    await lock.release().catch(() => {})
    throw error
  }
  await lock.release()
  return result
}
