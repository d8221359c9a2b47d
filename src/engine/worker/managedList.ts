import { isDeepStrictEqual } from 'node:util'
import { findExport } from '../library/program.ts'

/** The list that `manager.list()` makes, in the manager's process. What its proxy says of each method holds here. */
export class ManagedList {
  readonly #items: unknown[]

  constructor(items: unknown[]) {
    this.#items = items
  }

  append(item: unknown): void {
    this.#items.push(item)
  }

  extend(items: unknown[]): void {
    // Not push(...items): a call takes only so many arguments.
    for (const item of items) this.#items.push(item)
  }

  get(index: number): unknown {
    return this.#items[this.#at(index)]
  }

  set(index: number, item: unknown): void {
    this.#items[this.#at(index)] = item
  }

  insert(index: number, item: unknown): void {
    this.#items.splice(index, 0, item)
  }

  pop(index = -1): unknown {
    if (this.#items.length === 0) throw new RangeError('pop: the list is empty.')
    return this.#items.splice(this.#at(index), 1)[0]
  }

  remove(item: unknown): void {
    this.#items.splice(this.index(item), 1)
  }

  clear(): void {
    this.#items.length = 0
  }

  index(item: unknown, from = 0, to = Infinity): number {
    const { length } = this.#items
    const first = from < 0 ? Math.max(0, from + length) : from
    const end = to < 0 ? to + length : Math.min(to, length)
    for (let index = first; index < end; index++)
      if (isDeepStrictEqual(this.#items[index], item)) return index
    throw new RangeError(`The item is not in the list of ${length}.`)
  }

  includes(item: unknown): boolean {
    return this.#items.some((each) => isDeepStrictEqual(each, item))
  }

  count(item: unknown): number {
    return this.#items.filter((each) => isDeepStrictEqual(each, item)).length
  }

  reverse(): void {
    this.#items.reverse()
  }

  sort(isReverse: boolean, key: string | null): void {
    const keyOf = key === null ? (item: unknown) => item : (findExport(key) as (item: unknown) => unknown)
    const keyed = this.#items.map((item) => ({ item, key: keyOf(item) }))
    const sign = isReverse ? -1 : 1
    keyed.sort((a, b) => sign * compare(a.key, b.key))
    for (const [index, { item }] of keyed.entries()) this.#items[index] = item
  }

  slice(from?: number, to?: number): unknown[] {
    return this.#items.slice(from, to)
  }

  length(): number {
    return this.#items.length
  }

  toArray(): unknown[] {
    return this.#items
  }

  #at(index: number): number {
    const { length } = this.#items
    const at = index < 0 ? index + length : index
    if (Number.isInteger(at) && at >= 0 && at < length) return at
    throw new RangeError(`Index ${index} is outside of the list: it has ${length} items.`)
  }
}

/** As Python, only what has an order among itself is compared; arrays item by item. */
function compare(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b)
  if (isOrdered(a) && isOrdered(b) && (typeof a === typeof b || (isNumber(a) && isNumber(b)))) {
    return a < b ? -1 : a > b ? 1 : 0
  }
  throw new TypeError(
    `A list with a ${nameOf(a)} and a ${nameOf(b)} has no order: give sort() a key, or sort toArray().`,
  )
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compare(a[index], b[index])
    if (order !== 0) return order
  }
  return a.length - b.length
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint'

function isOrdered(value: unknown): value is number {
  return isNumber(value) || typeof value === 'string' || typeof value === 'boolean' || value instanceof Date
}

function nameOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
