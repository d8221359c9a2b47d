import { MisuseError } from '../errors.ts'
import type { PoolDescription } from '../wire/operations.ts'
import { exportedName } from './program.ts'
import { startMethodFor } from './startMethods.ts'

/** What may be passed to a pool, and the errors for what may not. */

/** `initArgs` may be left out where the initializer can be called without. */
export type PoolOptions<I extends unknown[] = unknown[]> = CommonOptions & {
  /** An exported function that every worker calls once before its first task. */
  initializer?: (...args: I) => unknown
} & ([] extends I ? { initArgs?: I } : { initArgs: I })

interface CommonOptions {
  /** A worker is replaced after this many tasks (chunks). Default: never. */
  maxTasksPerChild?: number
  /** What becomes of the task that a worker ran when it died. Default `reject`: it may have had effects. */
  onWorkerDeath?: 'reject' | 'retry'
  /** A task that runs longer is rejected and its worker replaced. Default: no limit. */
  taskTimeoutMs?: number
  /** Default: the run's start method. */
  startMethod?: string
}

/** The options, whatever the initializer takes. */
export type AnyPoolOptions = CommonOptions & {
  initializer?: (...args: never[]) => unknown
  initArgs?: unknown[]
}

export interface MapOptions {
  /** Items per task. Default: CPython's formula, `ceil(length / (4 * workers))`. */
  chunkSize?: number
}

export interface ImapOptions {
  /** Items per task. Default 1. */
  chunkSize?: number
  /**
   * Items that may be read from the input ahead of the results that were taken. Default: 16 chunks per worker, and
   * more (up to 64 times as many, and 4 MiB) while items go through fast.
   */
  bufferSize?: number
}

/** A function as a pool takes it: exported, plain or async. */
export type TaskFunction<A extends unknown[], R> = (...args: A) => R | Promise<R>

export type Input<T> = Iterable<T> | AsyncIterable<T>

/** No run may have as many; what is asked for by mistake must not keep the broker busy. */
const mostProcesses = 4_096
/** The longest that a timer can be set to. */
const maxTimerMs = 2 ** 31 - 1

/** @throws MisuseError, NotExportedError */
export function describePool(processes: number, options: AnyPoolOptions): PoolDescription {
  checkCount('A pool has', processes, 'processes')
  if (processes > mostProcesses)
    throw new MisuseError(`A pool has at most ${mostProcesses} processes, not ${processes}.`, { processes })
  const { initializer, initArgs, maxTasksPerChild, onWorkerDeath = 'reject', taskTimeoutMs } = options
  if (maxTasksPerChild !== undefined) checkCount('maxTasksPerChild is', maxTasksPerChild, 'tasks')
  if (taskTimeoutMs !== undefined && !(taskTimeoutMs > 0)) {
    throw new MisuseError(`taskTimeoutMs is a number of ms above 0, not ${String(taskTimeoutMs)}.`)
  }
  if (onWorkerDeath !== 'reject' && onWorkerDeath !== 'retry') {
    throw new MisuseError(`onWorkerDeath is 'reject' or 'retry', not '${String(onWorkerDeath)}'.`)
  }
  if (initArgs !== undefined && !Array.isArray(initArgs)) {
    throw new MisuseError(`initArgs are the initializer's arguments in an array, not ${typeof initArgs}.`)
  }
  return {
    processes,
    startMethod: startMethodFor(options.startMethod),
    initializer: initializer == null ? null : taskName(initializer, `a pool's initializer`),
    maxTasksPerChild: maxTasksPerChild ?? null,
    onWorkerDeath,
    taskTimeoutMs: taskTimeoutMs === undefined ? null : Math.min(taskTimeoutMs, maxTimerMs),
  }
}

/**
 * The name by which workers find a function.
 * @throws MisuseError, NotExportedError
 */
export function taskName(fn: (...args: never[]) => unknown, purpose = 'the function of a pool'): string {
  if (typeof fn === 'function') return exportedName(fn, purpose)
  throw new MisuseError(`A pool calls functions, not ${fn === null ? 'null' : typeof fn}.`)
}

/** @throws MisuseError */
export function checkIterable<T>(iterable: Input<T>): Input<T> {
  const isIterable =
    iterable != null && (Symbol.iterator in Object(iterable) || Symbol.asyncIterator in Object(iterable))
  if (isIterable) return iterable
  throw new MisuseError(`A pool maps over an iterable (an array, a generator), not ${typeof iterable}.`)
}

/** @throws MisuseError */
export function checkArguments<A extends unknown[]>(args: A): A {
  if (Array.isArray(args)) return args
  throw new MisuseError('apply: the arguments are an array, as in apply(fn, [1, 2]).')
}

/** @throws MisuseError */
export function checkCount(what: string, count: number, unit: string): void {
  if (Number.isSafeInteger(count) && count >= 1) return
  throw new MisuseError(`${what} an integer of at least 1 (${unit}), not ${String(count)}.`)
}
