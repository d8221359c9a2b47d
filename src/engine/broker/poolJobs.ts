import type { TaskShape } from '../wire/operations.ts'
import type { ItemRun } from '../values/itemRun.ts'
import { HeldAnswers, type Answer } from './heldAnswers.ts'
import { Pace } from './pace.ts'
import type { Batch } from './poolTypes.ts'

/** A caller's job, as long as tasks of it are pending, with a worker, or still to come. */
export interface PoolJob {
  readonly client: number
  readonly pace: Pace
  readonly function: string
  shape: TaskShape
  outstanding: number
  /** More of its tasks will be submitted. */
  isOpen: boolean
  /** Its caller can use the answers only together. */
  readonly isGathered: boolean
  readonly held: HeldAnswers
  isCancelled: boolean
  /** How many workers died with a task, by the task's index. */
  attempts: Map<number, number> | undefined
}

type NewJob = Pick<PoolJob, 'client' | 'function' | 'shape' | 'isOpen' | 'isGathered'>

/** Which jobs a pool has, and how much of each is left to answer. */
export class PoolJobs {
  readonly #jobs = new Map<number, PoolJob>()
  #outstanding = 0

  /** Tasks of all jobs that are pending or with a worker. */
  get outstanding(): number {
    return this.#outstanding
  }

  /** Nothing is left to do and nothing announced. */
  get isEmpty(): boolean {
    return this.#jobs.size === 0
  }

  get(id: number): PoolJob | undefined {
    return this.#jobs.get(id)
  }

  add(id: number, job: NewJob, tasks: number): PoolJob {
    const known = this.#jobs.get(id) ?? this.#create(id, job)
    this.#outstanding += tasks
    known.outstanding += tasks
    known.shape = job.shape
    known.isOpen = job.isOpen
    this.#forgetWhenOver(id)
    return known
  }

  #create(id: number, job: NewJob): PoolJob {
    const created = {
      ...job,
      pace: new Pace(),
      held: new HeldAnswers(),
      outstanding: 0,
      isCancelled: false,
      attempts: undefined,
    }
    this.#jobs.set(id, created)
    return created
  }

  /**
   * Nobody wants its answers any more, and no more of it will come.
   * @returns results that it has not been told.
   */
  cancel(id: number): ItemRun[] {
    const job = this.#jobs.get(id)
    if (!job) return []
    job.isCancelled = true
    job.isOpen = false
    this.#forgetWhenOver(id)
    return job.held.giveUp()
  }

  /** Whether anybody still wants the batch's answers. */
  isWanted(batch: Batch): boolean {
    return this.#jobs.get(batch.job)?.isCancelled === false
  }

  /** Another worker has died with the task: returns how many now. */
  countAttempt(id: number, index: number): number {
    const job = this.#jobs.get(id)
    if (!job) return 1
    job.attempts ??= new Map()
    const attempts = (job.attempts.get(index) ?? 0) + 1
    job.attempts.set(index, attempts)
    return attempts
  }

  /**
   * The batch's tasks are over.
   * @returns what its caller is to be told now; undefined when nobody wants the answer any more.
   */
  settle(batch: Batch, answer?: (job: PoolJob) => Answer): Answer[] | undefined {
    this.#outstanding -= batch.items.count
    const job = this.#jobs.get(batch.job)
    if (!job) return undefined
    job.outstanding -= batch.items.count
    this.#forgetWhenOver(batch.job)
    if (job.isCancelled || !answer) return undefined
    job.held.add(answer(job))
    const isHeld = job.isGathered && !job.isOpen && job.outstanding > 0 && !job.held.isFull
    return isHeld ? [] : job.held.take()
  }

  /** Forgets all; returns the jobs that somebody still waits for. */
  abandon(): [number, PoolJob][] {
    const waiting = [...this.#jobs].filter(([, job]) => !job.isCancelled)
    this.#jobs.clear()
    this.#outstanding = 0
    return waiting
  }

  #forgetWhenOver(id: number): void {
    const job = this.#jobs.get(id)
    if (job && job.outstanding === 0 && !job.isOpen) this.#jobs.delete(id)
  }
}
