import type { WireError } from '../../shared/errors.ts'
import type { ChannelKind } from '../../shared/runReport.ts'
import type { StartMethod } from '../../shared/units.ts'
import type { ManagerCalls, ManagerOperation, ManagerServerOperation } from './managerOperations.ts'
import type { MemoryOperation, MemoryServeOperation } from './memoryOperations.ts'
import type { ItemCount, OnObject, Request, Wait } from './operationParts.ts'
import type { SynchronizationOperation } from './synchronizationOperations.ts'
import type { KeepThreads, ThreadCommand, ThreadReport } from './threadOperations.ts'

/**
 * The operations of the wire protocol: what a process (client) asks of the broker, and what it is told.
 *
 * - `object` is a shared object's number, given by the process that created it.
 * - `id` is a request's number, given by the client. Every request with an id is answered exactly once, by
 *   `done`, `value`, `items` or `failed`.
 * - `n` is how many items of the frame belong to the operation, in the frame's order. Items stay opaque.
 * - `timeoutMs` absent: wait for ever; 0: answer at once.
 */

export type { ItemCount, OnObject, Request, Wait } from './operationParts.ts'

export interface ProcessDescription {
  name: string
  daemon: boolean
  startMethod: string
  /** Exported name of the target function, if there is one. */
  target: string | null
  /** Exported name of the subclass; null for plain `Process`. */
  className: string | null
  /** Numbers of its ancestors and its own, each counted per parent: they make the default name. */
  identity: number[]
}

export interface PoolDescription {
  processes: number
  startMethod: string
  initializer: string | null
  maxTasksPerChild: number | null
  onWorkerDeath: 'reject' | 'retry'
  taskTimeoutMs: number | null
}

/** How a task's item is applied: as the one argument, as the argument list, or item by item of a chunk. */
export type TaskShape = 'item' | 'arguments' | 'chunk' | 'argument-chunk'

/** A process has one connection for all that it asks; its keeper and the output of a thread have their own. */
export type ClientPart = 'process' | 'keeper' | 'output'
export interface LogSettings {
  /** Python's numbers: 10 debug, 20 info, 30 warning, 40 error. */
  level: number
  isToStderr: boolean
}

/** From its hello to its goodbye. */
export type LifeOperation =
  /** The first on every connection. `tid`: the system's number of the thread that it is, where it is one. */
  | { op: 'hello'; processId: number; key: string; pid: number; tid: number | null; part: ClientPart }
  | { op: 'ready' }
  /** What `main` returned (one item) or what ended the process. */
  | ({ op: 'outcome'; error: WireError | null } & ItemCount)
  /**
   * The last words of a process that ends by itself. It waits for the answer: one that is gone while the broker
   * writes to it takes along what the broker has not read yet.
   */
  | ({ op: 'goodbye' } & Usage & Request)
  | ({ op: 'note' } & ItemCount)
  /** Answer to `probe`: whether it has nothing to do but to wait for the broker. */
  | { op: 'probed'; isIdle: boolean }
  /** From a process's main thread: its keeper is gone, and all threads with it. */
  | { op: 'threadsLost'; message: string }
  /** How children that start from now on are to log. */
  | { op: 'logging'; settings: LogSettings }

/** What a process, or a thread, has used in its life. */
export interface Usage {
  cpuMs: number
  /** null for a thread: memory belongs to its process. */
  peakRssBytes: number | null
}

export type QueueKind = Extract<ChannelKind, 'queue' | 'joinable-queue' | 'simple-queue'>

export type QueueOperation =
  | ({ op: 'queue.create'; kind: QueueKind; maxSize: number } & OnObject)
  /** Puts of consecutive ids from `id` on. */
  | ({ op: 'queue.put' } & OnObject & Request & ItemCount & Wait)
  | ({ op: 'queue.get' } & OnObject & Request & Wait)
  /** Up to `max` items on loan: they count as in the queue until `queue.consumed`. */
  | ({ op: 'queue.borrow'; max: number } & OnObject & Request)
  | ({ op: 'queue.consumed'; count: number } & OnObject)
  | ({ op: 'queue.giveBack' } & OnObject)
  | ({ op: 'queue.size' } & OnObject & Request)
  | ({ op: 'queue.close' } & OnObject & Request)
  | ({ op: 'queue.taskDone' } & OnObject & Request)
  /** Answered when every item is done. */
  | ({ op: 'queue.join' } & OnObject & Request)

/** `object` is the end that is meant. */
export type PipeOperation =
  /** `object` is the first end; the second is `object + 1`. */
  | ({ op: 'pipe.create'; duplex: boolean } & OnObject)
  | ({ op: 'pipe.send' } & OnObject & Request & ItemCount)
  | ({ op: 'pipe.recv' } & OnObject & Request & Wait)
  | ({ op: 'pipe.borrow'; max: number } & OnObject & Request)
  | ({ op: 'pipe.consumed'; count: number } & OnObject)
  | ({ op: 'pipe.giveBack' } & OnObject)
  | ({ op: 'pipe.poll' } & OnObject & Request & Wait)
  | ({ op: 'pipe.close' } & OnObject & Request)

export type ProcessOperation =
  | ({ op: 'process.start'; description: ProcessDescription } & Request & ItemCount)
  /** `isAtEnd`: it was not asked for, the end of a process waits for its children. */
  | ({ op: 'process.join'; processId: number; isAtEnd?: boolean } & Request & Wait)
  | ({ op: 'process.signal'; processId: number; signal: 'SIGTERM' | 'SIGKILL' } & Request)

/**
 * The request waits no longer: it is answered as if its time were over, unless it is answered already. `object`:
 * what it was made of; none for a `process.join`.
 */
export interface CancelOperation {
  op: 'cancel'
  request: number
  object?: number | undefined
}

/** What a pool's user asks of it. */
export type PoolOperation =
  /** Its one item is the initializer's argument list. `identity`: of its first worker; the others count on. */
  | ({ op: 'pool.create'; description: PoolDescription; identity: number[] } & OnObject & ItemCount)
  /**
   * `isOpen`: more tasks of the job will come; a pool that is closed meanwhile still takes them. `isGathered`:
   * the caller can use the answers only together.
   */
  | ({
      op: 'pool.submit'
      job: number
      function: string
      shape: TaskShape
      first: number
      isOpen: boolean
      isGathered: boolean
    } & OnObject &
      ItemCount)
  | ({ op: 'pool.cancel'; job: number } & OnObject)
  | ({ op: 'pool.whenReady' } & OnObject & Request)
  | ({ op: 'pool.statistics' } & OnObject & Request)
  | ({ op: 'pool.close' } & OnObject & Request)
  | ({ op: 'pool.terminate' } & OnObject & Request)
  | ({ op: 'pool.join' } & OnObject & Request)

/** What a pool's worker reports. */
export type WorkerOperation =
  /** A pool worker has imported the program and run the initializer. */
  | { op: 'worker.ready' }
  /** What ends it: the import, the initializer, or anything else threw what nobody caught. */
  | { op: 'worker.failed'; error: WireError }
  /**
   * The next `count` of its tasks begin now: if the worker dies, these have perhaps run. Negative: so many of
   * the newest that it had announced have not begun after all.
   */
  | { op: 'worker.started'; count: number }
  /** Results of the oldest `n` of its tasks. Times in µs: in user code, and encoding plus decoding. */
  | ({ op: 'worker.results'; workUs: number; transferUs: number } & ItemCount)
  /** The oldest of its tasks failed. */
  | { op: 'worker.taskFailed'; error: WireError; workUs: number; transferUs: number }
  /** Answer to `recall`: it gave up the newest `count` of its tasks. */
  | { op: 'worker.returned'; count: number }

export type ClientOperation =
  | LifeOperation
  | QueueOperation
  | PipeOperation
  | SynchronizationOperation
  | MemoryOperation
  | ProcessOperation
  | CancelOperation
  | PoolOperation
  | WorkerOperation
  | ManagerOperation
  | ManagerServerOperation
  | ThreadReport

export interface Welcome {
  role: 'main' | 'process' | 'pool-worker' | 'manager'
  name: string
  daemon: boolean
  startMethod: string
  runStartMethod: string
  /** Those that the run has. */
  startMethods: StartMethod[]
  parent: { processId: number; pid: number; name: string } | null
  identity: number[]
  /** The process whose main thread's memory it lives in: for threads another, else itself. */
  memorySpace: number
  programFile: string
  programName: string
  target: string | null
  className: string | null
  /** For a pool's worker: the initializer's exported name. */
  initializer: string | null
  isTimed: boolean
  /** As its parent had told when it was started. */
  logging: LogSettings | null
  /** For a manager's process: the manager's number. */
  manager?: number
}

export type BrokerOperation =
  | MemoryServeOperation
  /** First operation to a process. Items: `main`: params; others: the argument list, then a subclass's fields. */
  | ({ op: 'welcome'; welcome: Welcome } & ItemCount)
  | { op: 'done'; id: number; count: number }
  | { op: 'value'; id: number; value: unknown }
  | ({ op: 'items'; id: number } & ItemCount)
  /** Answers requests of consecutive ids from `id` on, each by one item. */
  | ({ op: 'answers'; id: number } & ItemCount)
  | { op: 'failed'; id: number; error: WireError }
  /** Have you anything to do? What computes does not answer. */
  | { op: 'probe' }
  | { op: 'exited'; processId: number; exitCode: number | null; signal: string | null }
  /** `isAlone`: to be announced by itself, for it may end the worker. */
  | ({ op: 'tasks'; function: string; shape: TaskShape; isAlone: boolean } & ItemCount)
  | ManagerCalls
  /** A child of the process was numbered by the run. */
  | { op: 'numbered'; number: number }
  | { op: 'recall' }
  | { op: 'retire' }
  | ({ op: 'job.results'; job: number; first: number } & ItemCount)
  | { op: 'job.failed'; job: number; index: number; error: WireError }
  /** No further task of the job will be answered. */
  | { op: 'job.broken'; job: number; error: WireError }
  | KeepThreads
  | ThreadCommand

export type Operation = ClientOperation | BrokerOperation

/** How many items of its frame belong to an operation. */
export function itemCountOf(operation: Operation): number {
  return 'n' in operation ? operation.n : 0
}
