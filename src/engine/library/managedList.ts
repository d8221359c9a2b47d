import { MisuseError } from '../errors.ts'
import { ManagedProxy } from './managed.ts'
import { exportedName } from './program.ts'
import { registerShared, reviveWith } from './sharedReferences.ts'

export interface SortOptions<T> {
  /** An exported function: items are compared by what it returns. Default: by themselves. */
  key?: (item: T) => unknown
  /** Largest first. Default false. */
  reverse?: boolean
}

/**
 * A list that a manager holds, for any number of processes. Each method is one call, so `append` of many processes
 * loses nothing; two calls are not atomic together.
 *
 * Items are copies: `(await list.get(0)).push(1)` changes the copy alone, so put it back by `set`. A proxy inside stays
 * the live object that it stands for. Items are compared as Python does it, by what they hold.
 *
 * Every method also throws ManagerDiedError, and ClosedError after `shutdown()`.
 */
export class ListProxy<T = unknown> extends ManagedProxy {
  /** @internal */
  constructor() {
    super('managed-list', 'ListProxy')
  }

  append(item: T): Promise<void> {
    return this.call('append', item)
  }

  /** Appends all, in one step. */
  async extend(items: Iterable<T>): Promise<void> {
    return this.call('extend', listOf(items, 'extend'))
  }

  /** @param index - negative: from the end. @throws RangeError */
  get(index: number): Promise<T> {
    return this.call('get', index)
  }

  /** @param index - negative: from the end. @throws RangeError */
  set(index: number, item: T): Promise<void> {
    return this.call('set', index, item)
  }

  /** Puts the item before that at `index`; beyond the ends: at the end meant. */
  insert(index: number, item: T): Promise<void> {
    return this.call('insert', index, item)
  }

  /** Takes an item out. @param index - default: the last. @throws RangeError */
  pop(index = -1): Promise<T> {
    return this.call('pop', index)
  }

  /** Takes the first equal item out. @throws RangeError when there is none. */
  remove(item: T): Promise<void> {
    return this.call('remove', item)
  }

  clear(): Promise<void> {
    return this.call('clear')
  }

  /** Where the first equal item is, from `from` up to `to` (exclusive). @throws RangeError when there is none. */
  index(item: T, from?: number, to?: number): Promise<number> {
    return this.call('index', item, ...upTo(from, to))
  }

  includes(item: T): Promise<boolean> {
    return this.call('includes', item)
  }

  /** How many equal items there are. */
  count(item: T): Promise<number> {
    return this.call('count', item)
  }

  reverse(): Promise<void> {
    return this.call('reverse')
  }

  /**
   * Smallest first; equal ones keep their order. Numbers, strings and dates are compared among themselves, arrays item
   * by item.
   * @throws TypeError for items without an order, NotExportedError.
   */
  async sort({ key, reverse = false }: SortOptions<T> = {}): Promise<void> {
    return this.call('sort', reverse, key ? exportedName(key, 'the key of a sort') : null)
  }

  /** Copies of the items from `from` up to `to` (exclusive), as of `Array.prototype.slice`. */
  slice(from?: number, to?: number): Promise<T[]> {
    return this.call('slice', ...upTo(from, to))
  }

  length(): Promise<number> {
    return this.call('length')
  }

  /** Copies of all items. */
  toArray(): Promise<T[]> {
    return this.call('toArray')
  }

  /** Over the items that are in the list when the loop begins. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<T> {
    yield* await this.toArray()
  }

  static {
    registerShared('managed-list', (reference) => reviveWith(reference, () => new ListProxy()))
  }
}

/** @throws MisuseError */
export function listOf<T>(items: Iterable<T>, what: string): T[] {
  if (typeof (items as Partial<Iterable<T>> | null | undefined)?.[Symbol.iterator] === 'function')
    return [...items]
  throw new MisuseError(`${what} takes an iterable of items, such as an array, not ${typeof items}.`)
}

/** Undefined cannot be written as cheaply as what is not there. */
function upTo(from: number | undefined, to: number | undefined): number[] {
  if (to !== undefined) return [from ?? 0, to]
  return from === undefined ? [] : [from]
}
