import { inspect } from 'node:util'
import { MisuseError } from '../errors.ts'
import {
  checkType,
  elementBytes,
  isArrayOf,
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
import { checked, maxMemoryBytes } from './sharedElements.ts'
import { registerShared, reviveWith, takeRevived } from './sharedReferences.ts'

/**
 * Numbers of one type and of fixed count that processes share, without a lock of their own. As {@link SharedArray}
 * otherwise.
 *
 * It travels as an argument and inside messages. Nobody needs to dispose of it; it ends with the run.
 */
export class RawArray<T extends ElementType = ElementType> {
  /** As it was created with. */
  readonly type: T
  /** How many elements; fixed. */
  readonly length: number
  readonly #memory: Memory<T>

  /**
   * @param type - `'int8'` … `'uint64'`, `'float32'`, `'float64'`.
   * @param sizeOrItems - how many elements, all 0; or the elements, which are copied.
   * @throws MisuseError for another type, a negative or broken size, elements that are not of the type, and more
   *   than 256 MiB.
   */
  constructor(type: T, sizeOrItems: number | Iterable<ElementOf<T>>, options: MemoryOptions = {}) {
    const known = takeRevived()
    if (known) {
      this.type = known.elementType as T
      this.length = Number(known.length)
      this.#memory = reviveMemory(known)
    } else {
      checkType(type)
      const items = typeof sizeOrItems === 'number' ? undefined : toElements(type, sizeOrItems)
      this.type = type
      this.length = checkSize(type, items?.length ?? sizeOrItems)
      this.#memory = createMemory({
        kind: 'array',
        name: this[memoryName],
        type,
        length: this.length,
        initial: items,
        startMethod: options.startMethod,
      })
    }
  }

  /**
   * The element at an index; -1 is the last.
   * @throws MisuseError for an index that is not there.
   */
  async get(index: number): Promise<ElementOf<T>> {
    return this.#memory.elements.get(this.#at(index))
  }

  /**
   * Resolves when the element is set. Integers wrap: 300 is 44 in a `'uint8'`.
   *
   * `set(i, await get(i) + 1)` is two steps, and what another process sets in between is lost: use {@link add}.
   * @throws MisuseError for an index that is not there, and for what is not of the type: a fraction or NaN for an
   *   integer, a number for a 64-bit type.
   */
  async set(index: number, value: ElementOf<T>): Promise<void> {
    return this.#memory.elements.set(this.#at(index), checked(this.type, value))
  }

  /**
   * Adds to an element in one step that nobody gets in between, and resolves with the sum, wrapped as {@link set}
   * does.
   * @throws MisuseError as {@link set}.
   */
  async add(index: number, n: ElementOf<T>): Promise<ElementOf<T>> {
    return this.#memory.elements.add(this.#at(index), checked(this.type, n))
  }

  /**
   * A copy of the elements from `from` up to `to` (exclusive), as the type's typed array: `Int32Array` for
   * `'int32'`. Indices as of `slice`: negative ones count from the end, what lies outside is left out.
   *
   * @param from - default: the first.
   * @param to - default: to the end.
   * @throws MisuseError for an index that is no integer.
   */
  async getRange(from = 0, to: number = this.length): Promise<ElementArray<T>> {
    const first = clamp(from, this.length)
    return this.#memory.elements.read(first, Math.max(first, clamp(to, this.length)))
  }

  /**
   * Sets as many elements as there are values, from `from` on; negative: from the end. All or, on an error, none.
   *
   * @param values - a typed array of the type is fastest. Copied when `setRange` is called.
   * @throws MisuseError when they do not fit, or one is not of the type.
   */
  async setRange(from: number, values: Iterable<ElementOf<T>>): Promise<void> {
    const { elements: memory } = this.#memory
    // Memory that is shared itself is written before this call returns.
    const elements = memory.isShared && isArrayOf(this.type, values) ? values : toElements(this.type, values)
    const first = from === this.length ? from : this.#at(from)
    if (first + elements.length > this.length) throw this.#tooMany(first, elements.length)
    return memory.write(first, elements)
  }

  /** A copy of all elements, as a plain array. */
  async toArray(): Promise<ElementOf<T>[]> {
    return [...(await this.#memory.elements.read(0, this.length))] as ElementOf<T>[]
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
    return 'RawArray'
  }

  [toSharedReference](): SharedReference {
    return { ...memoryReference(this.#memory, this.type), type: 'raw-array', length: this.length }
  }

  #at(index: number): number {
    const { length } = this
    if (Number.isInteger(index) && index >= -length && index < length)
      return index < 0 ? index + length : index
    const valid =
      length === 0 ? 'it is empty' : `valid are 0 to ${length - 1}, and -1 to -${length} from the end`
    throw new MisuseError(
      `There is no index ${inspect(index)} in an array of ${length} elements: ${valid}.`,
      {
        index,
        length,
      },
    )
  }

  #tooMany(from: number, count: number): MisuseError {
    const message =
      `${count} values do not fit from index ${from} on into an array of ${this.length} elements, whose ` +
      `length is fixed: give at most ${this.length - from}.`
    return new MisuseError(message, { from, count, length: this.length })
  }

  static {
    registerShared('raw-array', (reference) => reviveWith(reference, () => new RawArray('int8', 0)))
  }
}

function clamp(index: number, length: number): number {
  if (typeof index !== 'number' || (!Number.isInteger(index) && Math.abs(index) !== Infinity))
    throw new MisuseError(`An index is an integer, not ${inspect(index)}.`)
  return Math.min(Math.max(index < 0 ? index + length : index, 0), length)
}

function checkSize(type: ElementType, size: unknown): number {
  if (!Number.isSafeInteger(size) || (size as number) < 0)
    throw new MisuseError(`An array's size is an integer from 0 on, not ${inspect(size)}.`)
  const bytes = (size as number) * elementBytes(type)
  if (bytes <= maxMemoryBytes) return size as number
  const most = maxMemoryBytes / elementBytes(type)
  throw new MisuseError(
    `An array holds up to 256 MiB, which is ${most} elements of type '${type}', not ${String(size)} ` +
      `(${bytes} bytes): share the elements between several arrays.`,
    { bytes, maxBytes: maxMemoryBytes },
  )
}
