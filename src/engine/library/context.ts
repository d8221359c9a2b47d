import type { StartMethod } from '../../shared/units.ts'
import { MisuseError } from '../errors.ts'
import { AsyncResult } from './asyncResult.ts'
import { Barrier } from './barrier.ts'
import { Client } from './connect.ts'
import { Condition } from './condition.ts'
import { memoryOf } from './contextMemory.ts'
import { currentProcess, parentProcess } from './currentProcess.ts'
import { Event } from './event.ts'
import { JoinableQueue } from './joinableQueue.ts'
import { Listener } from './listener.ts'
import { Lock } from './lock.ts'
import { getLogger, logToStderr } from './logging.ts'
import { Manager, type ManagerOptions } from './manager.ts'
import { Connection, Pipe } from './pipe.ts'
import { Pool } from './pool.ts'
import type { PoolOptions } from './poolOptions.ts'
import { activeChildren, cpuCount, Process, type ProcessOptions } from './process.ts'
import { Queue } from './queue.ts'
import { RawArray } from './rawArray.ts'
import { RawValue } from './rawValue.ts'
import { RLock } from './rlock.ts'
import { BoundedSemaphore, Semaphore } from './semaphore.ts'
import { SharedArray } from './sharedArray.ts'
import { SharedValue } from './sharedValue.ts'
import { SimpleQueue } from './simpleQueue.ts'
import { getAllStartMethods, getStartMethod, requireStartMethod } from './startMethods.ts'
import { ThreadPool } from './threadPool.ts'
import { wait } from './wait.ts'

/** What is the same under every start method. */
const shared = {
  activeChildren,
  AsyncResult,
  Barrier,
  BoundedSemaphore,
  Client,
  Condition,
  Connection,
  cpuCount,
  currentProcess,
  Event,
  getAllStartMethods,
  getContext,
  getLogger,
  JoinableQueue,
  Listener,
  Lock,
  logToStderr,
  parentProcess,
  Pipe,
  Queue,
  RawArray,
  RawValue,
  RLock,
  Semaphore,
  SharedArray,
  SharedValue,
  SimpleQueue,
  ThreadPool,
  wait,
}

/**
 * The names of the library, with one start method: its `Process`, `Pool` and `Manager` start by that. What is shared
 * is the same everywhere: a queue that was made by one context may be used by processes of another; only shared memory
 * is created as its processes use it best.
 */
export type Context = Readonly<typeof shared> & {
  /** Named after the method: `SpawnProcess-1`. May be extended. */
  readonly Process: typeof Process
  readonly Pool: typeof Pool
  readonly Manager: typeof Manager
  /** The start method of this context. */
  getStartMethod(): StartMethod
  /** @throws MisuseError always: a context has one start method. */
  setStartMethod(method: StartMethod): never
}

const contexts = new Map<StartMethod, Context>()

/**
 * The library with one start method; always the same object for the same method.
 *
 * @param method - default: the start method that is the default now.
 * @throws MisuseError for a start method that the run does not have.
 */
export function getContext(method: StartMethod = getStartMethod()): Context {
  requireStartMethod(method)
  const context = contexts.get(method) ?? newContext(method)
  contexts.set(method, context)
  return context
}

function newContext(startMethod: StartMethod): Context {
  return Object.freeze({
    ...shared,
    Process: processOf(startMethod),
    Pool: poolOf(startMethod),
    ...memoryOf(startMethod),
    Manager: (options?: ManagerOptions) => Manager({ ...options, startMethod }),
    getStartMethod: () => startMethod,
    setStartMethod: () => {
      const advice = 'Use the setStartMethod of the library, or another getContext()'
      throw new MisuseError(`A context has one start method; this is '${startMethod}'. ${advice}.`)
    },
  })
}

function processOf(startMethod: StartMethod): typeof Process {
  // Python names processes of a context after its class.
  const name = `${startMethod.charAt(0).toUpperCase()}${startMethod.slice(1)}Process`
  const { [name]: Class } = {
    [name]: class<A extends unknown[] = unknown[]> extends Process<A> {
      constructor(options: ProcessOptions<A> = {} as ProcessOptions<A>) {
        super({ ...options, startMethod })
      }
    },
  }
  return Process.plain(Class as typeof Process)
}

function poolOf(startMethod: StartMethod): typeof Pool {
  return class<I extends unknown[] = unknown[]> extends Pool<I> {
    constructor(processes?: number, options: PoolOptions<I> = {} as PoolOptions<I>) {
      super(processes, { ...options, startMethod })
    }
  }
}
