import { AsyncResult, type ResultCallbacks } from './asyncResult.ts'
import { checkChunkSize, collect, isAsyncIterable } from './chunks.ts'
import { ManagedProxy } from './managed.ts'
import {
  checkArguments,
  checkIterable,
  taskName,
  type Input,
  type MapOptions,
  type TaskFunction,
} from './poolOptions.ts'
import { registerShared, reviveWith } from './sharedReferences.ts'

type AnyFunction = (...args: never[]) => unknown

/**
 * A pool of workers that a manager holds, for any number of processes: what a {@link Pool} is for one. The workers are
 * children of the manager and end with it. Inputs are read to their end before the first task runs, as in Python.
 *
 * Every method also throws ManagerDiedError, and ClosedError after the manager's `shutdown()`.
 */
export class PoolProxy extends ManagedProxy {
  /** @internal */
  constructor() {
    super('managed-pool', 'PoolProxy')
  }

  /** Calls `fn(...args)` in a worker. */
  async apply<A extends unknown[], R>(fn: TaskFunction<A, R>, args?: A): Promise<R> {
    return this.call('apply', taskName(fn), checkArguments(args ?? []))
  }

  applyAsync<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    args?: A,
    callbacks?: ResultCallbacks<R>,
  ): AsyncResult<R> {
    return new AsyncResult(this.apply(fn, args), callbacks)
  }

  /** Calls `fn(item)` for every item and resolves with the results in input order. */
  map<T, R>(fn: TaskFunction<[T], R>, iterable: Input<T>, options: MapOptions = {}): Promise<R[]> {
    return this.#all('map', fn, iterable, options)
  }

  mapAsync<T, R>(
    fn: TaskFunction<[T], R>,
    iterable: Input<T>,
    options: MapOptions & ResultCallbacks<R[]> = {},
  ): AsyncResult<R[]> {
    return new AsyncResult(this.map(fn, iterable, options), options)
  }

  /** Like `map`, with each item as the list of arguments. */
  starmap<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    iterable: Input<A>,
    options: MapOptions = {},
  ): Promise<R[]> {
    return this.#all('starmap', fn, iterable, options)
  }

  starmapAsync<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    iterable: Input<A>,
    options: MapOptions & ResultCallbacks<R[]> = {},
  ): AsyncResult<R[]> {
    return new AsyncResult(this.starmap(fn, iterable, options), options)
  }

  /** Results one by one, in input order. An item's error is thrown at that item. */
  imap<T, R>(
    fn: TaskFunction<[T], R>,
    iterable: Input<T>,
    options: MapOptions = {},
  ): AsyncIterableIterator<R> {
    return new PoolIteration<R>(this.#iterate(fn, iterable, options, true), (method, iteration) =>
      this.call(method, iteration),
    )
  }

  /** Results one by one, as they arrive. */
  imapUnordered<T, R>(
    fn: TaskFunction<[T], R>,
    iterable: Input<T>,
    options: MapOptions = {},
  ): AsyncIterableIterator<R> {
    return new PoolIteration<R>(this.#iterate(fn, iterable, options, false), (method, iteration) =>
      this.call(method, iteration),
    )
  }

  /** No more work is taken, of anybody; the workers end when everything is done. */
  close(): Promise<void> {
    return this.call('close')
  }

  /** Ends the workers at once; what is not finished rejects with PoolNotRunningError. */
  terminate(): Promise<void> {
    return this.call('terminate')
  }

  /** Waits until every worker has ended. @throws MisuseError before `close()` or `terminate()`. */
  join(): Promise<void> {
    return this.call('join')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate()
    await this.join()
  }

  async #all<R>(
    method: 'map' | 'starmap',
    fn: AnyFunction,
    iterable: Input<unknown>,
    options: MapOptions,
  ): Promise<R[]> {
    const name = taskName(fn)
    const items = await itemsOf(iterable, options)
    return this.call(method, name, items, chunkSizeOf(options))
  }

  async #iterate(
    fn: AnyFunction,
    iterable: Input<unknown>,
    options: MapOptions,
    isOrdered: boolean,
  ): Promise<number> {
    const name = taskName(fn)
    const items = await itemsOf(iterable, options)
    return this.call<number>('iterate', name, items, chunkSizeOf(options), isOrdered)
  }

  static {
    registerShared('managed-pool', (reference) => reviveWith(reference, () => new PoolProxy()))
  }
}

/** @throws MisuseError */
async function itemsOf(iterable: Input<unknown>, { chunkSize }: MapOptions): Promise<unknown[]> {
  checkChunkSize(chunkSize)
  const input = checkIterable(iterable)
  return isAsyncIterable(input) ? collect(input, () => false) : [...input]
}

/** Callbacks stay here. */
function chunkSizeOf({ chunkSize }: MapOptions): MapOptions {
  return chunkSize === undefined ? {} : { chunkSize }
}

/** Goes through the results of an iteration that runs in the manager's process. */
class PoolIteration<R> implements AsyncIterableIterator<R> {
  readonly #iteration: Promise<number>
  readonly #ask: (method: 'next' | 'leave', iteration: number) => Promise<unknown>
  #isDone = false

  constructor(
    iteration: Promise<number>,
    ask: (method: 'next' | 'leave', iteration: number) => Promise<unknown>,
  ) {
    this.#iteration = iteration
    this.#ask = ask
    // Told at the first `next`.
    iteration.catch(() => {})
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<R, undefined>> {
    if (this.#isDone) return { done: true, value: undefined }
    const step = (await this.#ask('next', await this.#iteration)) as { value: R } | undefined
    if (step) return { done: false, value: step.value }
    this.#isDone = true
    return { done: true, value: undefined }
  }

  async return(): Promise<IteratorResult<R, undefined>> {
    if (!this.#isDone) {
      this.#isDone = true
      await this.#ask('leave', await this.#iteration)
    }
    return { done: true, value: undefined }
  }
}
