import type { TaskShape } from '../wire/operations.ts'
import type { Batch } from './poolTypes.ts'

/** A caller's job, as long as tasks of it are pending or with a worker. */
export interface PoolJob {
  readonly client: number
  readonly function: string
  readonly shape: TaskShape
  outstanding: number
  isCancelled: boolean
}

/** Which jobs a pool has, and how much of each is left to answer. */
export class PoolJobs {
  readonly #jobs = new Map<number, PoolJob>()
  #outstanding = 0

  /** Tasks of all jobs that are pending or with a worker. */
  get outstanding(): number {
    return this.#outstanding
  }

  get(id: number): PoolJob | undefined {
    return this.#jobs.get(id)
  }

  add(id: number, job: Pick<PoolJob, 'client' | 'function' | 'shape'>, tasks: number): void {
    this.#outstanding += tasks
    const known = this.#jobs.get(id)
    if (known) known.outstanding += tasks
    else this.#jobs.set(id, { ...job, outstanding: tasks, isCancelled: false })
  }

  /** Whether anybody still wants the batch's answers. */
  isWanted(batch: Batch): boolean {
    return this.#jobs.get(batch.job)?.isCancelled === false
  }

  /** The batch's tasks are over; `tell` runs unless nobody wants the answer any more. */
  settle(batch: Batch, tell: (job: PoolJob) => void): void {
    this.#outstanding -= batch.items.count
    const job = this.#jobs.get(batch.job)
    if (!job) return
    job.outstanding -= batch.items.count
    if (!job.isCancelled) tell(job)
    if (job.outstanding === 0) this.#jobs.delete(batch.job)
  }

  /** Forgets all; returns the jobs that somebody still waits for. */
  abandon(): [number, PoolJob][] {
    const waiting = [...this.#jobs].filter(([, job]) => !job.isCancelled)
    this.#jobs.clear()
    this.#outstanding = 0
    return waiting
  }
}
