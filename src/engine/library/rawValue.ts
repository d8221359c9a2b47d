import {
  arrayClass,
  checkType,
  isBig,
  type ElementArray,
  type ElementOf,
  type ElementType,
} from '../memory/elementTypes.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import { BrokerElements, checked, createElements, type SharedElements } from './sharedElements.ts'
import { registerShared, reviveWith, takeRevived } from './sharedReferences.ts'

/**
 * One number that processes share, without a lock of its own. As {@link SharedValue} otherwise.
 *
 * It travels as an argument and inside messages. Nobody needs to dispose of it; it ends with the run.
 */
export class RawValue<T extends ElementType = ElementType> {
  /** As it was created with. */
  readonly type: T
  readonly #object: number
  readonly #elements: SharedElements<T>

  /**
   * @param type - `'int8'` … `'uint64'`, `'float32'`, `'float64'`.
   * @param initial - what it is at first. Default: 0.
   * @throws MisuseError for another type, and for an `initial` that is not of the type.
   */
  constructor(type: T, initial?: ElementOf<T>) {
    const known = takeRevived()
    if (known) {
      this.type = known.elementType as T
      this.#object = known.id
    } else {
      checkType(type)
      const first = new (arrayClass(type))(1) as ElementArray as Int32Array
      first[0] = checked(type, initial === undefined ? (isBig(type) ? 0n : 0) : initial) as number
      this.type = type
      this.#object = createElements('value', new.target.name, type, 1, first)
    }
    this.#elements = new BrokerElements(this.#object, this.type)
  }

  /** What it is now. */
  get(): Promise<ElementOf<T>> {
    return this.#elements.get(0)
  }

  /**
   * Resolves when it is set. Integers wrap: 300 is 44 in a `'uint8'`.
   *
   * `set(await get() + 1)` is two steps, and what another process sets in between is lost: use {@link add}.
   * @throws MisuseError for what is not of the type: a fraction or NaN for an integer, a number for a 64-bit type.
   */
  async set(value: ElementOf<T>): Promise<void> {
    return this.#elements.set(0, checked(this.type, value))
  }

  /**
   * Adds in one step that nobody gets in between, and resolves with the sum, wrapped as {@link set} does.
   * @throws MisuseError for what is not of the type.
   */
  async add(n: ElementOf<T>): Promise<ElementOf<T>> {
    return this.#elements.add(0, checked(this.type, n))
  }

  [toSharedReference](): SharedReference {
    return { type: 'raw-value', id: this.#object, elementType: this.type }
  }

  static {
    registerShared('raw-value', (reference) => reviveWith(reference, () => new RawValue('int8')))
  }
}
