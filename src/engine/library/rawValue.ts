import {
  checkType,
  toElements,
  type ElementArray,
  type ElementOf,
  type ElementType,
} from '../memory/elementTypes.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import {
  createMemory,
  memoryName,
  memoryReference,
  reviveMemory,
  type Memory,
  type MemoryOptions,
} from './memory.ts'
import { checked } from './sharedElements.ts'
import { registerShared, reviveWith, takeRevived } from './sharedReferences.ts'

/**
 * One number that processes share, without a lock of its own. As {@link SharedValue} otherwise.
 *
 * It travels as an argument and inside messages. Nobody needs to dispose of it; it ends with the run.
 */
export class RawValue<T extends ElementType = ElementType> {
  /** As it was created with. */
  readonly type: T
  readonly #memory: Memory<T>

  /**
   * @param type - `'int8'` … `'uint64'`, `'float32'`, `'float64'`.
   * @param initial - what it is at first. Default: 0.
   * @throws MisuseError for another type, and for an `initial` that is not of the type.
   */
  constructor(type: T, initial?: ElementOf<T>, options: MemoryOptions = {}) {
    const known = takeRevived()
    if (known) {
      this.type = known.elementType as T
      this.#memory = reviveMemory(known)
    } else {
      checkType(type)
      this.type = type
      this.#memory = createMemory({
        kind: 'value',
        name: this[memoryName],
        type,
        length: 1,
        initial: initial === undefined ? undefined : toElements(type, [initial]),
        startMethod: options.startMethod,
      })
    }
  }

  /** What it is now. */
  get(): Promise<ElementOf<T>> {
    return this.#memory.elements.get(0)
  }

  /**
   * Resolves when it is set. Integers wrap: 300 is 44 in a `'uint8'`.
   *
   * `set(await get() + 1)` is two steps, and what another process sets in between is lost: use {@link add}.
   * @throws MisuseError for what is not of the type: a fraction or NaN for an integer, a number for a 64-bit type.
   */
  async set(value: ElementOf<T>): Promise<void> {
    return this.#memory.elements.set(0, checked(this.type, value))
  }

  /**
   * Adds in one step that nobody gets in between, and resolves with the sum, wrapped as {@link set} does.
   * @throws MisuseError for what is not of the type.
   */
  async add(n: ElementOf<T>): Promise<ElementOf<T>> {
    return this.#memory.elements.add(0, checked(this.type, n))
  }

  /**
   * Whether this process reads and writes the memory itself, without a round trip: where it was created with the
   * start method `thread`, in all threads of that OS process. Else every call is a message, and those of one tick
   * travel together; the run's broker holds the memory, or passes the message on to a thread that does.
   */
  get isSharedMemory(): boolean {
    return this.#memory.elements.isShared
  }

  /**
   * The shared memory itself as the type's typed array, for code that computes: what it reads and writes is not in
   * the report, and only `Atomics` keeps concurrent changes of one element apart.
   * @returns undefined where {@link isSharedMemory} is false.
   */
  view(): Promise<ElementArray<T, SharedArrayBuffer> | undefined> {
    return this.#memory.elements.view()
  }

  /** @internal */
  get [memoryName](): string {
    return 'RawValue'
  }

  [toSharedReference](): SharedReference {
    return { ...memoryReference(this.#memory, this.type), type: 'raw-value' }
  }

  static {
    registerShared('raw-value', (reference) => reviveWith(reference, () => new RawValue('int8')))
  }
}
