import { MisuseError } from '../errors.ts'
import { Pool } from '../library/pool.ts'
import type { AnyPoolOptions, MapOptions } from '../library/poolOptions.ts'
import { findExport } from '../library/program.ts'
import type { ResultIterator } from '../library/resultIterator.ts'

type AnyFunction = (...args: unknown[]) => unknown

/** Functions travel by name. */
export type ManagedPoolOptions = Omit<AnyPoolOptions, 'initializer'> & { initializer: string | null }

/** The pool that `manager.pool()` makes, in the manager's process. */
export class ManagedPool {
  readonly #pool: Pool
  readonly #iterators = new Map<number, ResultIterator<unknown>>()
  #count = 0

  constructor(processes: number, { initializer, ...options }: ManagedPoolOptions) {
    const init = initializer === null ? {} : { initializer: find(initializer) }
    this.#pool = new Pool(processes, { ...options, ...init })
  }

  apply(name: string, args: unknown[]): Promise<unknown> {
    return this.#pool.apply(find(name), args)
  }

  map(name: string, items: unknown[], options: MapOptions): Promise<unknown[]> {
    return this.#pool.map(find(name), items, options)
  }

  starmap(name: string, items: unknown[][], options: MapOptions): Promise<unknown[]> {
    return this.#pool.starmap(find(name), items, options)
  }

  /** Returns the iteration's number. */
  iterate(name: string, items: unknown[], options: MapOptions, isOrdered: boolean): number {
    const fn = find(name)
    const iterator = isOrdered
      ? this.#pool.imap(fn, items, options)
      : this.#pool.imapUnordered(fn, items, options)
    this.#iterators.set(++this.#count, iterator)
    return this.#count
  }

  /** The next result; an item's error is thrown and the iteration goes on. Undefined: it is over. */
  async next(iteration: number): Promise<{ value: unknown } | undefined> {
    const iterator = this.#iterators.get(iteration)
    const step = await iterator?.next()
    if (step?.done === false) return { value: step.value }
    this.#iterators.delete(iteration)
    return undefined
  }

  async leave(iteration: number): Promise<void> {
    await this.#iterators.get(iteration)?.return()
    this.#iterators.delete(iteration)
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  terminate(): Promise<void> {
    return this.#pool.terminate()
  }

  join(): Promise<void> {
    return this.#pool.join()
  }
}

function find(name: string): AnyFunction {
  const found = findExport(name)
  if (typeof found === 'function') return found as AnyFunction
  throw new MisuseError(`'${name}' of the program is no function.`)
}
