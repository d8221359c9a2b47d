import type { WireError } from '../../shared/errors.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { TaskShape } from '../wire/operations.ts'
import type { Pace } from './pace.ts'
import type { Command, Requester } from './machine.ts'

/** Consecutive tasks of one job, with their encoded arguments. */
export interface Batch {
  job: number
  /** Index of the first task in its job. */
  first: number
  items: ItemRun
  /** It has ended a worker before: it is given out, and announced, by itself. */
  isAlone?: boolean
  pace: Pace
}

/** The first `count` tasks of a batch, and the rest, if any. */
export function splitBatch(batch: Batch, count: number): [Batch, Batch | undefined] {
  if (batch.items.count <= count) return [batch, undefined]
  const [items, rest] = batch.items.take(count)
  return [{ ...batch, items }, rest && { ...batch, first: batch.first + items.count, items: rest }]
}

export interface WorkerExit {
  pid: number
  exitCode: number | null
  signal: string | null
}

/** Why a pool's workers cannot live. */
export interface Deaths {
  /** How many workers ended in a row. */
  deaths: number
  /** Whether they ended before they were ready. */
  areStarting: boolean
  /** The last of them. */
  exit: WorkerExit
  /** What nobody caught in it: of the initializer, or of the import of the program. */
  cause: WireError | undefined
}

export type PoolEvent =
  | {
      type: 'submit'
      client: number
      job: number
      function: string
      shape: TaskShape
      first: number
      items: ItemRun
      /** More tasks of the job will come. */
      isOpen: boolean
      /** The caller can use the answers only together: they may be told together. */
      isGathered: boolean
    }
  /** The caller wants no more answers to this job. */
  | { type: 'cancel'; job: number }
  | { type: 'worker-spawned'; worker: number; pid: number }
  | { type: 'worker-ready'; worker: number }
  /** What nobody caught in the worker; it will exit. */
  | { type: 'worker-failed'; worker: number; error: WireError }
  | { type: 'worker-started'; worker: number; count: number }
  | { type: 'worker-results'; worker: number; items: ItemRun; workUs: number; transferUs: number }
  | { type: 'worker-task-failed'; worker: number; error: WireError; workUs: number; transferUs: number }
  | { type: 'worker-returned'; worker: number; count: number }
  | ({ type: 'worker-exited'; worker: number } & WorkerExit)
  | { type: 'spawn-failed'; worker: number; error: WireError }
  | { type: 'task-timeout'; worker: number; token: number }
  | ({ type: 'when-ready' } & Requester)
  | ({ type: 'statistics' } & Requester)
  | ({ type: 'close' } & Requester)
  | ({ type: 'terminate' } & Requester)
  | ({ type: 'join' } & Requester)
  /** The process that created the pool has ended. */
  | { type: 'owner-gone' }

export type PoolCommand =
  | Command
  /** Start a worker process under this number. Answered by `worker-spawned` or `spawn-failed`. */
  | { type: 'spawn'; worker: number }
  | { type: 'tasks'; worker: number; function: string; shape: TaskShape; isAlone: boolean; items: ItemRun }
  | { type: 'recall'; worker: number }
  /** Ask the worker to exit in order. */
  | { type: 'retire'; worker: number }
  /** End the worker; `isForced`: without asking. */
  | { type: 'kill'; worker: number; isForced: boolean }
  | { type: 'task-timer'; worker: number; token: number; timeoutMs: number }
  | { type: 'job-results'; client: number; job: number; first: number; items: ItemRun }
  | { type: 'job-failed'; client: number; job: number; index: number; error: WireError }
  | { type: 'job-broken'; client: number; job: number; error: WireError }
  | ({ type: 'task-lost'; worker: number; pid: number; job: number; index: number } & LostTask)
  /** It was given up, because its workers cannot live. */
  | { type: 'broken'; deaths: Deaths }
  /** The last worker of a pool that takes no more work has ended. Once. */
  | { type: 'over' }

/** What is known of a task whose worker ended, beside the end itself. */
export interface LostTask {
  /** What nobody caught in the worker. */
  failure?: WireError | undefined
  /** The worker was ended because the task ran longer than it may. */
  isOverTime: boolean
}

export interface PoolCounters {
  /** How many workers it is to have. */
  processes: number
  /** From its creation until all of them were ready at once; null until then. */
  startUpMs: number | null
  /** Of that, how long tasks were there already. */
  startUpWaitMs: number
  workers: number[]
  submitted: number
  completed: number
  failed: number
  lost: number
  retried: number
  outstanding: number
  busyMs: number
  transferMs: number
  overheadMs: number
  efficiency: number
  bytesIn: number
  bytesOut: number
}
