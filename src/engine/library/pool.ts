import { MisuseError, PoolNotRunningError } from '../errors.ts'
import { encodeValue } from '../values/encode.ts'
import type { TaskShape } from '../wire/operations.ts'
import { AsyncResult, type ResultCallbacks } from './asyncResult.ts'
import { checkChunkSize, chunksOf, collect, defaultChunkSize } from './chunks.ts'
import { client } from './client.ts'
import { feed } from './feed.ts'
import { Job, type JobListener } from './job.ts'
import { cpuCount, currentStartMethod, isDaemonProcess } from './process.ts'
import { checkNotImporting, exportedName } from './program.ts'
import type { ResultIterator } from './resultIterator.ts'

export interface PoolOptions<I extends unknown[] = unknown[]> {
  /** An exported function that every worker calls once before its first task. */
  initializer?: (...args: I) => unknown
  initArgs?: I
  /** A worker is replaced after this many tasks (chunks). Default: never. */
  maxTasksPerChild?: number
  /** What becomes of the task that a worker ran when it died. Default `reject`: it may have had effects. */
  onWorkerDeath?: 'reject' | 'retry'
  /** A task that runs longer is rejected and its worker replaced. Default: no limit. */
  taskTimeoutMs?: number
  /** Default: the run's start method. */
  startMethod?: string
}

export interface MapOptions {
  /** Items per task. Default: CPython's formula, `ceil(length / (4 * workers))`. */
  chunkSize?: number
}

export interface ImapOptions {
  /** Items per task. Default 1. */
  chunkSize?: number
  /** Items that may be read from the input ahead of the results that were taken. Default 16 per worker. */
  bufferSize?: number
}

/** A function as a pool takes it: exported, plain or async. */
type TaskFunction<A extends unknown[], R> = (...args: A) => R | Promise<R>
type Input<T> = Iterable<T> | AsyncIterable<T>

/**
 * A pool of worker processes. Results come in input order; a task's error arrives with its own name and
 * message. A worker that dies rejects the task that it ran (`WorkerDiedError`) and is replaced.
 *
 * Dispose of it: `await using pool = new Pool()` ends the workers when the block is left; or `close()` and
 * `join()`.
 */
export class Pool {
  readonly #object: number
  readonly #processes: number
  #phase: 'running' | 'closed' | 'terminated' = 'running'
  #transferMs = 0
  /** Calls of `apply`, `map` and `starmap` that are not settled: in Python these block. */
  readonly #calls = new Set<Promise<unknown>>()

  /**
   * @param processes - number of workers. Default: `cpuCount()`.
   * @throws MisuseError, NotExportedError, SerializationError, BootstrapError.
   */
  constructor(processes: number = cpuCount(), options: PoolOptions = {}) {
    checkNotImporting('new Pool()')
    if (isDaemonProcess()) throw new MisuseError('Daemonic processes are not allowed to have children.')
    checkCount('A pool has', processes, 'processes')
    const { initializer, initArgs = [], maxTasksPerChild, onWorkerDeath = 'reject', taskTimeoutMs } = options
    if (maxTasksPerChild !== undefined) checkCount('maxTasksPerChild is', maxTasksPerChild, 'tasks')
    if (taskTimeoutMs !== undefined && !(taskTimeoutMs > 0)) {
      throw new MisuseError(`taskTimeoutMs is a number of ms above 0, not ${String(taskTimeoutMs)}.`)
    }
    if (onWorkerDeath !== 'reject' && onWorkerDeath !== 'retry') {
      throw new MisuseError(`onWorkerDeath is 'reject' or 'retry', not '${String(onWorkerDeath)}'.`)
    }
    this.#processes = processes
    this.#object = client().newObject()
    const description = {
      processes,
      startMethod: options.startMethod ?? currentStartMethod(),
      initializer: initializer ? exportedName(checkFunction(initializer), `a pool's initializer`) : null,
      maxTasksPerChild: maxTasksPerChild ?? null,
      onWorkerDeath,
      taskTimeoutMs: taskTimeoutMs === undefined ? null : Math.min(taskTimeoutMs, 2 ** 31 - 1),
    }
    client().post({ op: 'pool.create', object: this.#object, description, n: 1 }, [
      encodeValue(initArgs, 'initArgs'),
    ])
  }

  /** Number of workers. */
  get processes(): number {
    return this.#processes
  }

  /** Calls `fn(...args)` in a worker. */
  apply<A extends unknown[], R>(fn: TaskFunction<A, R>, args?: A): Promise<R> {
    return this.#call(this.#one(fn, args ?? ([] as unknown as A)))
  }

  applyAsync<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    args?: A,
    callbacks?: ResultCallbacks<R>,
  ): AsyncResult<R> {
    return new AsyncResult(this.#one(fn, args ?? ([] as unknown as A)), callbacks)
  }

  /**
   * Calls `fn(item)` for every item and resolves with the results in input order. Waits for all; then the
   * first error to arrive, if any, is thrown.
   */
  map<T, R>(fn: TaskFunction<[T], R>, iterable: Input<T>, options: MapOptions = {}): Promise<R[]> {
    return this.#call(this.#all(fn, iterable, options, ['item', 'chunk']))
  }

  mapAsync<T, R>(
    fn: TaskFunction<[T], R>,
    iterable: Input<T>,
    options: MapOptions & ResultCallbacks<R[]> = {},
  ): AsyncResult<R[]> {
    return new AsyncResult(this.#all(fn, iterable, options, ['item', 'chunk']), options)
  }

  /** Like `map`, with each item as the list of arguments. */
  starmap<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    iterable: Input<A>,
    options: MapOptions = {},
  ): Promise<R[]> {
    return this.#call(this.#starmap(fn, iterable, options))
  }

  starmapAsync<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    iterable: Input<A>,
    options: MapOptions & ResultCallbacks<R[]> = {},
  ): AsyncResult<R[]> {
    return new AsyncResult(this.#starmap(fn, iterable, options), options)
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
    if (this.#phase === 'running') this.#phase = 'closed'
    await client().request((id) => ({ op: 'pool.close', object: this.#object, id }))
  }

  /** Ends the workers at once; what is not finished rejects with PoolNotRunningError. */
  async terminate(): Promise<void> {
    this.#phase = 'terminated'
    await client().request((id) => ({ op: 'pool.terminate', object: this.#object, id }))
  }

  /**
   * Waits until every worker has ended.
   * @throws MisuseError before `close()` or `terminate()`.
   */
  async join(): Promise<void> {
    await client().request((id) => ({ op: 'pool.join', object: this.#object, id }))
  }

  /**
   * As Python's `with`: what `applyAsync`, `mapAsync` and `imap` have not finished is lost, `terminate()` and
   * `join()`. Calls of `apply`, `map` and `starmap` are awaited first: in Python they block, so none can be
   * under way there, while `return pool.map(…)` leaves the block before its promise is settled.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    // Settled, not awaited one by one: their callers get the errors, also those that fail meanwhile.
    await Promise.allSettled(this.#calls)
    await this.terminate()
    await this.join()
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
    return { ...statistics, transferMs: statistics.transferMs + this.#transferMs }
  }

  #call<R>(call: Promise<R>): Promise<R> {
    this.#calls.add(call)
    const forget = (): boolean => this.#calls.delete(call)
    call.then(forget, forget)
    return call
  }

  #starmap<A extends unknown[], R>(
    fn: TaskFunction<A, R>,
    iterable: Input<A>,
    options: MapOptions,
  ): Promise<R[]> {
    const task = fn as unknown as TaskFunction<never[], R>
    return this.#all(task, iterable, options, ['arguments', 'argument-chunk'])
  }

  async #one<A extends unknown[], R>(fn: TaskFunction<A, R>, args: A): Promise<R> {
    const name = this.#nameOf(fn)
    if (!Array.isArray(args))
      throw new MisuseError('apply: the arguments are an array, as in apply(fn, [1, 2]).')
    const { job, settled } = this.#collecting(name, 'arguments', 1)
    try {
      job.add(args)
      job.flush()
    } catch (error) {
      job.cancel()
      throw error
    }
    return ((await settled) as R[])[0] as R
  }

  async #all<R>(
    fn: TaskFunction<never[], R>,
    iterable: Input<unknown>,
    options: MapOptions,
    [single, chunked]: [TaskShape, TaskShape],
  ): Promise<R[]> {
    const name = this.#nameOf(fn)
    const asked = checkChunkSize(options.chunkSize)
    const items = await collect(checkIterable(iterable))
    if (items.length === 0) return []
    const chunkSize = asked ?? defaultChunkSize(items.length, this.#processes)
    const tasks = Math.ceil(items.length / chunkSize)
    const { job, settled } = this.#collecting(name, chunkSize === 1 ? single : chunked, tasks)
    try {
      await job.addAll(chunkSize === 1 ? items : chunksOf(items, chunkSize))
    } catch (error) {
      job.cancel()
      throw error
    }
    const results = await settled
    return (chunkSize === 1 ? results : (results as R[][]).flat()) as R[]
  }

  /** A job whose results are gathered in input order. */
  #collecting(name: string, shape: TaskShape, tasks: number): { job: Job; settled: Promise<unknown[]> } {
    const results = new Array<unknown>(tasks)
    let left = tasks
    let firstError: Error | undefined
    const { promise, resolve, reject } = withResolvers<unknown[]>()
    const finish = (answered: number): void => {
      left -= answered
      if (left > 0) return
      this.#transferMs += job.transferMs
      job.end()
      if (firstError) reject(firstError)
      else resolve(results)
    }
    const listener: JobListener = {
      onResults: (first, values) => {
        for (let index = 0; index < values.length; index++) results[first + index] = values[index]
        finish(values.length)
      },
      onFailed: (_index, error) => {
        firstError ??= error
        finish(1)
      },
      onBroken: (error) => reject(firstError ?? error),
    }
    const job = new Job(this.#object, name, shape, listener)
    // Whoever awaits it gets the error; a caller that is still submitting must not crash the process by it.
    promise.catch(() => {})
    return { job, settled: promise }
  }

  #iterate<T, R>(
    fn: TaskFunction<[T], R>,
    iterable: Input<T>,
    options: ImapOptions,
    isOrdered: boolean,
  ): ResultIterator<R> {
    const name = this.#nameOf(fn)
    const chunkSize = checkChunkSize(options.chunkSize) ?? 1
    const bufferSize = options.bufferSize ?? 16 * this.#processes * chunkSize
    checkCount('bufferSize is', bufferSize, 'items')
    return feed<R>({
      input: checkIterable(iterable),
      chunkSize,
      bufferSize: Math.max(bufferSize, chunkSize),
      isOrdered,
      newJob: (listener) => new Job(this.#object, name, chunkSize === 1 ? 'item' : 'chunk', listener),
    })
  }

  #nameOf(fn: TaskFunction<never[], unknown>): string {
    if (this.#phase !== 'running') {
      throw new PoolNotRunningError(
        `Pool not running: it was ${this.#phase === 'closed' ? 'closed' : 'terminated'}.`,
      )
    }
    return exportedName(checkFunction(fn), 'the function of a pool')
  }
}

/** Node 20 has no Promise.withResolvers. */
function withResolvers<T>(): { promise: Promise<T>; resolve(value: T): void; reject(error: Error): void } {
  let resolve!: (value: T) => void
  let reject!: (error: Error) => void
  const promise = new Promise<T>((settle, fail) => {
    resolve = settle
    reject = fail
  })
  return { promise, resolve, reject }
}

function checkFunction<F>(fn: F): F {
  if (typeof fn === 'function') return fn
  throw new MisuseError(`A pool calls functions, not ${fn === null ? 'null' : typeof fn}.`)
}

function checkIterable<T>(iterable: Input<T>): Input<T> {
  const isIterable =
    iterable != null && (Symbol.iterator in Object(iterable) || Symbol.asyncIterator in Object(iterable))
  if (isIterable) return iterable
  throw new MisuseError(`A pool maps over an iterable (an array, a generator), not ${typeof iterable}.`)
}

function checkCount(what: string, count: number, unit: string): void {
  if (Number.isSafeInteger(count) && count >= 1) return
  throw new MisuseError(`${what} an integer of at least 1 (${unit}), not ${String(count)}.`)
}
