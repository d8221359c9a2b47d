import { MisuseError } from '../errors.ts'
import { ManagedProxy } from './managed.ts'
import { registerShared, reviveWith } from './sharedReferences.ts'

/** What a key can be: a copy of an object would never be found again. */
export type DictKey = string | number | bigint | boolean | null | undefined

/** Entries as an object, a Map or pairs. */
export type DictEntries<K extends DictKey, V> =
  | Iterable<readonly [K, V]>
  | (K extends string ? Readonly<Record<K, V>> : never)

/**
 * A dict that a manager holds, for any number of processes. Each method is one call; `get` and then `set` are two, between
 * which other processes may act: guard them with a lock.
 *
 * Values are copies: `(await dict.get('a')).push(1)` changes the copy alone, so put it back by `set`. A proxy inside stays
 * the live object that it stands for. Entries keep the order in which they were added.
 *
 * Every method also throws ManagerDiedError, and ClosedError after `shutdown()`.
 */
export class DictProxy<K extends DictKey = string, V = unknown> extends ManagedProxy {
  /** @internal */
  constructor() {
    super('managed-dict', 'DictProxy')
  }

  /** The value, or `fallback` where there is none. */
  get(key: K): Promise<V | undefined>
  get<D>(key: K, fallback: D): Promise<V | D>
  get(key: K, ...fallback: unknown[]): Promise<unknown> {
    return this.call('get', key, ...fallback)
  }

  /** @throws MisuseError for a key that is an object. */
  set(key: K, value: V): Promise<void> {
    return this.call('set', key, value)
  }

  has(key: K): Promise<boolean> {
    return this.call('has', key)
  }

  /** @returns whether there was such a key. */
  delete(key: K): Promise<boolean> {
    return this.call('delete', key)
  }

  /** Takes the value out. @throws RangeError when there is none and no `fallback`. */
  pop(key: K): Promise<V>
  pop<D>(key: K, fallback: D): Promise<V | D>
  pop(key: K, ...fallback: unknown[]): Promise<unknown> {
    return this.call('pop', key, ...fallback)
  }

  /** Takes the newest entry out. @throws RangeError when the dict is empty. */
  popItem(): Promise<[K, V]> {
    return this.call('popItem')
  }

  /** The value; where there is none, `value` becomes it, in one step. */
  setDefault(key: K, value: V): Promise<V> {
    return this.call('setDefault', key, value)
  }

  /** Sets all, in one step. */
  async update(entries: DictEntries<K, V>): Promise<void> {
    return this.call('update', entriesOf(entries))
  }

  clear(): Promise<void> {
    return this.call('clear')
  }

  keys(): Promise<K[]> {
    return this.call('keys')
  }

  values(): Promise<V[]> {
    return this.call('values')
  }

  items(): Promise<[K, V][]> {
    return this.call('items')
  }

  length(): Promise<number> {
    return this.call('length')
  }

  /** A copy of all; keys become strings. */
  toObject(): Promise<Record<string, V>> {
    return this.call('toObject')
  }

  /** Over the keys that are in the dict when the loop begins, as in Python. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<K> {
    yield* await this.keys()
  }

  static {
    registerShared('managed-dict', (reference) => reviveWith(reference, () => new DictProxy()))
  }
}

/** @throws MisuseError */
export function entriesOf(entries: unknown): [unknown, unknown][] {
  if (typeof entries !== 'object' || entries === null)
    throw new MisuseError(`A dict is made of an object, a Map or [key, value] pairs, not ${typeof entries}.`)
  if (!(Symbol.iterator in entries)) return Object.entries(entries)
  return [...(entries as Iterable<unknown>)].map((pair) => {
    if (Array.isArray(pair) && pair.length === 2) return pair as [unknown, unknown]
    throw new MisuseError(
      'A dict is made of an object, a Map or [key, value] pairs, and one of them is no pair.',
    )
  })
}
