import { memoryName } from './memory.ts'
import { ownLock, type SharedMemoryOptions } from './memoryLock.ts'
import type { Lock } from './lock.ts'
import { RawArray } from './rawArray.ts'
import type { RLock } from './rlock.ts'
import type { ElementOf, ElementType } from '../memory/elementTypes.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import { peekRevived, registerShared, reviveWith } from './sharedReferences.ts'

/**
 * Numbers of one type and of fixed count that processes share. Each call is one step; what is made of several calls
 * is kept together by the lock, by everyone who takes it: the calls themselves do not.
 *
 * ```ts
 * const counts = new SharedArray('float64', 4)
 * await counts.setRange(0, [0.5, 1.5])
 * await counts.add(-1, 2)
 * console.log(await counts.toArray())
 * ```
 */
export class SharedArray<T extends ElementType = ElementType> extends RawArray<T> {
  readonly #lock: Lock | RLock

  /**
   * @param type - `'int8'` … `'uint64'`, `'float32'`, `'float64'`.
   * @param sizeOrItems - how many elements, all 0; or the elements, which are copied.
   * @throws MisuseError for another type, a negative or broken size, elements that are not of the type, more than
   *   256 MiB, and a lock that is none.
   */
  constructor(type: T, sizeOrItems: number | Iterable<ElementOf<T>>, options: SharedMemoryOptions = {}) {
    const known = peekRevived()
    super(type, sizeOrItems, options)
    this.#lock = ownLock(known, options)
  }

  /** Its lock: the same in every process, a {@link Lock} unless it was made with another. */
  getLock(): Lock | RLock {
    return this.#lock
  }

  /** @internal */
  override get [memoryName](): string {
    return 'SharedArray'
  }

  override [toSharedReference](): SharedReference {
    return { ...super[toSharedReference](), type: 'array', lock: this.#lock[toSharedReference]() }
  }

  static {
    registerShared('array', (reference) => reviveWith(reference, () => new SharedArray('int8', 0)))
  }
}
