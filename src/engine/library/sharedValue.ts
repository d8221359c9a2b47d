import { memoryName } from './memory.ts'
import { ownLock, type SharedMemoryOptions } from './memoryLock.ts'
import type { Lock } from './lock.ts'
import { RawValue } from './rawValue.ts'
import type { RLock } from './rlock.ts'
import type { ElementOf, ElementType } from '../memory/elementTypes.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import { peekRevived, registerShared, reviveWith } from './sharedReferences.ts'

/**
 * One number that processes share. `get`, `set` and `add` are one step each; what is made of several steps is kept
 * together by the lock, by everyone who takes it: `get`, `set` and `add` themselves do not.
 *
 * ```ts
 * const value = new SharedValue('int32', 0)
 * await value.add(1)
 * await value.getLock().runExclusive(async () => value.set((await value.get()) * 2))
 * ```
 */
export class SharedValue<T extends ElementType = ElementType> extends RawValue<T> {
  readonly #lock: Lock | RLock

  /**
   * @param type - `'int8'` … `'uint64'`, `'float32'`, `'float64'`.
   * @param initial - what it is at first. Default: 0.
   * @throws MisuseError for another type, an `initial` that is not of the type, and a lock that is none.
   */
  constructor(type: T, initial?: ElementOf<T>, options: SharedMemoryOptions = {}) {
    const known = peekRevived()
    super(type, initial, options)
    this.#lock = ownLock(known, options)
  }

  /** Its lock: the same in every process, a {@link Lock} unless it was made with another. */
  getLock(): Lock | RLock {
    return this.#lock
  }

  /** @internal */
  override get [memoryName](): string {
    return 'SharedValue'
  }

  override [toSharedReference](): SharedReference {
    return { ...super[toSharedReference](), type: 'value', lock: this.#lock[toSharedReference]() }
  }

  static {
    registerShared('value', (reference) => reviveWith(reference, () => new SharedValue('int8')))
  }
}
