import { MisuseError } from '../errors.ts'

/** The dict that `manager.dict()` makes, in the manager's process. What its proxy says of each method holds here. */
export class ManagedDict {
  readonly #entries = new Map<unknown, unknown>()

  constructor(entries: [unknown, unknown][]) {
    this.update(entries)
  }

  get(key: unknown, fallback?: unknown): unknown {
    const value = this.#entries.get(key)
    return value !== undefined || this.#entries.has(key) ? value : fallback
  }

  set(key: unknown, value: unknown): void {
    this.#entries.set(checkKey(key), value)
  }

  has(key: unknown): boolean {
    return this.#entries.has(key)
  }

  delete(key: unknown): boolean {
    return this.#entries.delete(key)
  }

  /** `rest`: the fallback, if there is one. */
  pop(key: unknown, ...rest: unknown[]): unknown {
    if (!this.#entries.has(key)) {
      if (rest.length > 0) return rest[0]
      throw new RangeError(`The dict has no key ${String(key)}.`)
    }
    const value = this.#entries.get(key)
    this.#entries.delete(key)
    return value
  }

  /** The newest entry. */
  popItem(): [unknown, unknown] {
    const newest = [...this.#entries.keys()].at(-1)
    if (this.#entries.size === 0) throw new RangeError('popItem: the dict is empty.')
    return [newest, this.pop(newest)]
  }

  setDefault(key: unknown, value: unknown): unknown {
    if (!this.#entries.has(key)) this.#entries.set(checkKey(key), value)
    return this.#entries.get(key)
  }

  update(entries: [unknown, unknown][]): void {
    for (const [key, value] of entries) this.#entries.set(checkKey(key), value)
  }

  clear(): void {
    this.#entries.clear()
  }

  keys(): unknown[] {
    return [...this.#entries.keys()]
  }

  values(): unknown[] {
    return [...this.#entries.values()]
  }

  items(): [unknown, unknown][] {
    return [...this.#entries]
  }

  length(): number {
    return this.#entries.size
  }

  toObject(): object {
    return Object.fromEntries(this.#entries) as object
  }
}

/** A copied object would never be found again: it equals nothing but itself. */
function checkKey(key: unknown): unknown {
  if ((typeof key !== 'object' && typeof key !== 'function') || key === null) return key
  throw new MisuseError(
    `A key of a managed dict is a string, a number or another plain value, not ${Array.isArray(key) ? 'an array' : 'an object'}: make a string of it.`,
  )
}
