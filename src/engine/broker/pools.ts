import type { ItemRun } from '../values/itemRun.ts'
import type { PoolOperation, WorkerOperation } from '../wire/operations.ts'
import { PoolHost, type PoolAnswers, type WorkerSpawner } from './poolHost.ts'
import type { WorkerExit } from './poolTypes.ts'
import { withoutStack } from '../wire/withoutStack.ts'

type UseOperation = Exclude<PoolOperation, { op: 'pool.create' }>
type CreateOperation = Extract<PoolOperation, { op: 'pool.create' }>

export interface PoolsListener {
  onPoolCreated(owner: number, identity: readonly number[], workers: number): void
}

/** A run's pools, by their numbers, and whose workers are whose. */
export class Pools {
  readonly #byNumber = new Map<number, PoolHost>()
  /** Those that have said something: there may be thousands of pools that are over. */
  readonly #byWorker = new Map<number, PoolHost>()
  /** Those that may have noted something. */
  readonly #unsettled = new Set<PoolHost>()
  readonly #broker: PoolAnswers
  readonly #host: WorkerSpawner & PoolsListener

  constructor(broker: PoolAnswers, host: WorkerSpawner & PoolsListener) {
    this.#broker = broker
    this.#host = host
  }

  [Symbol.iterator](): IterableIterator<PoolHost> {
    return this.#byNumber.values()
  }

  create(owner: number, operation: CreateOperation, initArgs: ItemRun): void {
    const name = `Pool-${this.#byNumber.size + 1}`
    const pool = new PoolHost(name, owner, operation, initArgs, this.#broker, this.#host)
    this.#byNumber.set(operation.object, pool)
    this.#host.onPoolCreated(owner, operation.identity, operation.description.processes)
    pool.start()
  }

  /** @returns whether there is such a pool. */
  fromCaller(caller: number, operation: UseOperation, items: ItemRun | undefined): boolean {
    const pool = this.#byNumber.get(operation.object)
    if (!pool) return false
    this.#unsettled.add(pool)
    pool.fromCaller(caller, operation, items)
    return true
  }

  fromWorker(worker: number, operation: WorkerOperation, items: ItemRun | undefined): void {
    const pool = this.#byWorker.get(worker) ?? this.#poolOf(worker)
    if (!pool) return
    this.#byWorker.set(worker, pool)
    this.#unsettled.add(pool)
    pool.fromWorker(worker, operation, items)
  }

  /** All of what a process said at once is noted. */
  settle(): void {
    if (this.#unsettled.size === 0) return
    for (const pool of this.#unsettled) pool.settle()
    this.#unsettled.clear()
  }

  workerStarted(worker: number, pid: number): void {
    this.#poolOf(worker)?.workerSpawned(worker, pid)
  }

  startFailed(worker: number, error: Error): void {
    this.#poolOf(worker)?.spawnFailed(worker, withoutStack(error))
  }

  ended(processId: number, exit: WorkerExit): void {
    this.#byWorker.delete(processId)
    for (const pool of this) {
      if (pool.hasWorker(processId)) pool.workerExited(processId, exit)
      if (pool.owner === processId) pool.ownerGone()
    }
  }

  dispose(): void {
    for (const pool of this) pool.dispose()
  }

  #poolOf(worker: number): PoolHost | undefined {
    for (const pool of this) if (pool.hasWorker(worker)) return pool
    return undefined
  }
}
