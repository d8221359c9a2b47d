import { MisuseError, PoolNotRunningError } from '../errors.ts'
import { encodeValue } from '../values/encode.ts'
import { Refused } from '../values/faults.ts'
import { toSharedReference } from '../values/item.ts'
import type { TaskShape } from '../wire/operations.ts'
import { AsyncResult, type ResultCallbacks } from './asyncResult.ts'
import { Calls } from './calls.ts'
import { checkChunkSize, chunksOf, collect, defaultChunkSize, isAsyncIterable, joinChunks } from './chunks.ts'
import { client } from './client.ts'
import { feed } from './feed.ts'
import { Gathering } from './gathering.ts'
import { isDaemonProcess, nextNumbers } from './identity.ts'
import { Job } from './job.ts'
import { ownLog } from './logging.ts'
import {
  checkArguments,
  checkCount,
  checkIterable,
  describePool,
  taskName,
  type ImapOptions,
  type Input,
  type MapOptions,
  type PoolOptions,
  type TaskFunction,
} from './poolOptions.ts'
import { cpuCount } from './process.ts'
import { checkNotImporting } from './program.ts'
import { ReadAhead } from './readAhead.ts'
import type { ResultIterator } from './resultIterator.ts'

type AnyTaskFunction = (...args: never[]) => unknown

/** How a job's function is called, with one item and with a chunk of them to a task. */
interface Shapes {
  single: TaskShape
  chunked: TaskShape
}
const mapShapes: Shapes = { single: 'item', chunked: 'chunk' }
const starmapShapes: Shapes = { single: 'arguments', chunked: 'argument-chunk' }

/**
 * A pool of worker processes. Results come in input order; a task's error arrives with its own name and
 * message. A worker that dies rejects the task that it ran (`WorkerDiedError`) and is replaced. Of a stream of
 * very short tasks a worker tells every millisecond: killed from outside in one of them, it may take those of
 * that millisecond along.
 *
 * Dispose of it: `await using pool = new Pool()` ends the workers when the block is left; or `close()` and
 * `join()`.
 */
export class Pool<I extends unknown[] = unknown[]> {
  readonly #object: number
  readonly #processes: number
  #phase: 'running' | 'closed' | 'terminated' = 'running'
  #transferMs = 0
  /** By function. Those of `apply` are awaited when the pool's block is left: in Python these block. */
  readonly #calls = new Map<string, Calls>()
  readonly #asyncCalls = new Map<string, Calls>()
  /** The last that was called, which may have a batch that has not left. */
  #lastCalls: Calls | undefined
  /** Of `map` and `starmap`, which in Python block too. */
  readonly #maps = new Set<Promise<unknown>>()

  /**
   * @param processes - number of workers. Default: `cpuCount()`.
   * @throws MisuseError, NotExportedError, SerializationError, BootstrapError.
   */
  constructor(processes: number = cpuCount(), options: PoolOptions<I> = {} as PoolOptions<I>) {
    checkNotImporting('new Pool()')
    if (isDaemonProcess()) throw new MisuseError('Daemonic processes are not allowed to have children.')
    const description = describePool(processes, options)
    const initArgs = encodeValue(options.initArgs ?? [], 'initArgs')
    this.#processes = processes
    this.#object = client().newObject()
    const identity = nextNumbers(processes)
    ownLog.debug('created a pool of %d workers', processes)
    client().post({ op: 'pool.create', object: this.#object, description, identity, n: 1 }, [initArgs])
  }

  /** Number of workers. */
  get processes(): number {
    return this.#processes
  }

  /** Calls `fn(...args)` in a worker. */
  apply<A extends unknown[], R>(fn: TaskFunction<A, R>, args?: A): Promise<R> {
    try {
      return this.#one(this.#calls, this.#nameOf(fn), checkArguments(args ?? ([] as unknown as A)))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** @throws PoolNotRunningError, MisuseError, NotExportedError: at once; everything else is the result's. */
  applyAsync<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    args?: A,
    callbacks?: ResultCallbacks<R>,
  ): AsyncResult<R> {
    const call = this.#one<R>(
      this.#asyncCalls,
      this.#nameOf(fn),
      checkArguments(args ?? ([] as unknown as A)),
    )
    return new AsyncResult(call, callbacks)
  }

  /**
   * Calls `fn(item)` for every item and resolves with the results in input order. Waits for all; then the
   * first error to arrive, if any, is thrown.
   */
  map<T, R>(fn: TaskFunction<[T], R>, iterable: Input<T>, options: MapOptions = {}): Promise<R[]> {
    return this.#blocking(this.#all(fn, iterable, options, mapShapes))
  }

  /** @throws as {@link applyAsync}. */
  mapAsync<T, R>(
    fn: TaskFunction<[T], R>,
    iterable: Input<T>,
    options: MapOptions & ResultCallbacks<R[]> = {},
  ): AsyncResult<R[]> {
    this.#check(fn, iterable, options)
    return new AsyncResult(this.#all<R>(fn, iterable, options, mapShapes), options)
  }

  /** Like `map`, with each item as the list of arguments. */
  starmap<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    iterable: Input<A>,
    options: MapOptions = {},
  ): Promise<R[]> {
    return this.#blocking(this.#all<R>(fn, iterable, options, starmapShapes))
  }

  /** @throws as {@link applyAsync}. */
  starmapAsync<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    iterable: Input<A>,
    options: MapOptions & ResultCallbacks<R[]> = {},
  ): AsyncResult<R[]> {
    this.#check(fn, iterable, options)
    return new AsyncResult(this.#all<R>(fn, iterable, options, starmapShapes), options)
  }

  /** Results one by one, in input order. The input is read no further than `bufferSize` ahead. */
  imap<T, R>(fn: TaskFunction<[T], R>, iterable: Input<T>, options: ImapOptions = {}): ResultIterator<R> {
    return this.#iterate(fn, iterable, options, true)
  }

  /** Results one by one, as they arrive. */
  imapUnordered<T, R>(
    fn: TaskFunction<[T], R>,
    iterable: Input<T>,
    options: ImapOptions = {},
  ): ResultIterator<R> {
    return this.#iterate(fn, iterable, options, false)
  }

  /** No more work is taken; the workers end when everything is done. */
  async close(): Promise<void> {
    ownLog.debug('closing pool')
    if (this.#phase === 'running') for (const calls of this.#allCalls()) calls.complete()
    if (this.#phase === 'running') this.#phase = 'closed'
    await client().request((id) => ({ op: 'pool.close', object: this.#object, id }))
  }

  /** Ends the workers at once; what is not finished rejects with PoolNotRunningError. */
  async terminate(): Promise<void> {
    ownLog.debug('terminating pool')
    this.#phase = 'terminated'
    await client().request((id) => ({ op: 'pool.terminate', object: this.#object, id }))
  }

  /**
   * Waits until every worker has ended.
   * @throws MisuseError before `close()` or `terminate()`.
   */
  async join(): Promise<void> {
    ownLog.debug('joining pool')
    await client().request((id) => ({ op: 'pool.join', object: this.#object, id }))
  }

  /**
   * As Python's `with`: what `applyAsync`, `mapAsync` and `imap` have not finished is lost, `terminate()` and
   * `join()`. Calls of `apply`, `map` and `starmap` are awaited first: in Python they block, so none can be
   * under way there, while `return pool.map(…)` leaves the block before its promise is settled.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    // Settled, not awaited one by one: their callers get the errors, also those that fail meanwhile.
    await Promise.allSettled([...this.#maps, ...[...this.#calls.values()].map((calls) => calls.idle())])
    await this.terminate()
    await this.join()
  }

  /** Its workers, and what is under way, belong to the process that made it. */
  [toSharedReference](): never {
    const advice = 'It belongs to the process that made it: send the results, or a queue that asks for them'
    throw new Refused({ what: 'a Pool', advice })
  }

  /** @internal */
  async whenReady(): Promise<void> {
    await client().request((id) => ({ op: 'pool.whenReady', object: this.#object, id }))
  }

  /** @internal */
  async statistics(): Promise<{ startUpMs: number; busyMs: number; transferMs: number; tasks: number }> {
    type Statistics = { startUpMs: number; busyMs: number; transferMs: number; tasks: number }
    const request = (id: number) => ({ op: 'pool.statistics', object: this.#object, id }) as const
    const statistics = await client().request<Statistics>(request)
    let transferMs = statistics.transferMs + this.#transferMs
    for (const calls of this.#allCalls()) transferMs += calls.transferMs
    return { ...statistics, transferMs }
  }

  #blocking<R>(map: Promise<R>): Promise<R> {
    this.#maps.add(map)
    const forget = (): boolean => this.#maps.delete(map)
    map.then(forget, forget)
    return map
  }

  #allCalls(): Calls[] {
    return [...this.#calls.values(), ...this.#asyncCalls.values()]
  }

  /** What cannot be sent rejects, as what fails later does. */
  async #one<R>(callsByFunction: Map<string, Calls>, name: string, args: unknown[]): Promise<R> {
    let calls = callsByFunction.get(name)
    if (!calls) {
      calls = new Calls(this.#object, name, () => callsByFunction.delete(name))
      callsByFunction.set(name, calls)
    }
    this.#takeTurn(calls)
    return calls.call(args) as Promise<R>
  }

  async #all<R>(
    fn: AnyTaskFunction,
    iterable: Input<unknown>,
    options: MapOptions,
    shapes: Shapes,
  ): Promise<R[]> {
    const name = this.#check(fn, iterable, options)
    this.#takeTurn()
    const gathering = new Gathering()
    const job = new Job({ ...this.#jobOf(name, shapes.single), listener: gathering, isGathered: true })
    try {
      const chunked = this.#submitAll(job, gathering, iterable, options, shapes)
      // Not awaited by itself: when the job is over, nobody waits for its input any more.
      chunked.catch((error: unknown) => gathering.fail(error as Error))
      const results = await gathering.settled
      return ((await chunked) ? joinChunks(results as R[][]) : results) as R[]
    } finally {
      this.#finish(job)
    }
  }

  /** Resolves with whether tasks are chunks. Nothing is awaited before the pool knows of the job. */
  async #submitAll(
    job: Job,
    gathering: Gathering,
    iterable: Input<unknown>,
    { chunkSize: asked }: MapOptions,
    { chunked }: Shapes,
  ): Promise<boolean> {
    if (isAsyncIterable(iterable)) job.open()
    const items = isAsyncIterable(iterable) ? await collect(iterable, () => job.isOver) : [...iterable]
    const chunkSize = asked ?? defaultChunkSize(items.length, this.#processes)
    gathering.expect(Math.ceil(items.length / chunkSize))
    if (chunkSize > 1) job.shape = chunked
    await job.addAll(chunkSize > 1 ? chunksOf(items, chunkSize) : items)
    return chunkSize > 1
  }

  /** Tasks begin in the order in which they were asked for: what was asked for before leaves first. */
  #takeTurn(calls?: Calls): void {
    if (this.#lastCalls !== calls) this.#lastCalls?.flush()
    this.#lastCalls = calls
  }

  #jobOf(name: string, shape: TaskShape): { pool: number; function: string; shape: TaskShape } {
    return { pool: this.#object, function: name, shape }
  }

  #finish(job: Job): void {
    this.#transferMs += job.transferMs
    job.cancel()
  }

  #iterate<T, R>(
    fn: TaskFunction<[T], R>,
    iterable: Input<T>,
    options: ImapOptions,
    isOrdered: boolean,
  ): ResultIterator<R> {
    const name = this.#check(fn, iterable, options)
    this.#takeTurn()
    const chunkSize = options.chunkSize ?? 1
    const { bufferSize } = options
    if (bufferSize !== undefined) checkCount('bufferSize is', bufferSize, 'items')
    const given = bufferSize === undefined ? undefined : Math.max(bufferSize, chunkSize)
    const readAhead = new ReadAhead(given, 16 * this.#processes * chunkSize, performance.now())
    return feed<R>({
      input: iterable,
      chunkSize,
      readAhead,
      isOrdered,
      newJob: (listener) => new Job({ ...this.#jobOf(name, chunkSize === 1 ? 'item' : 'chunk'), listener }),
      onEnd: (job) => this.#finish(job),
    })
  }

  /** Checks what a call was given; returns the function's name. */
  #check(fn: AnyTaskFunction, iterable: Input<unknown>, { chunkSize }: MapOptions): string {
    const name = this.#nameOf(fn)
    checkChunkSize(chunkSize)
    checkIterable(iterable)
    return name
  }

  #nameOf(fn: AnyTaskFunction): string {
    if (this.#phase === 'running') return taskName(fn)
    const how = this.#phase === 'closed' ? 'closed' : 'terminated'
    throw new PoolNotRunningError(`Pool not running: it was ${how}.`)
  }
}
