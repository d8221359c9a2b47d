import type { WireError } from '../../shared/errors.ts'
import type { Pace } from './pace.ts'
import { splitBatch, type Batch, type LostTask } from './poolTypes.ts'

/**
 * What the pool knows of one worker. A worker runs its tasks in the order in which it got them, so its
 * answers need no numbers: they always concern its oldest tasks.
 */
export class PoolWorker {
  readonly id: number
  pid = 0
  phase: 'starting' | 'ready' | 'retiring' = 'starting'
  /** The oldest of `leased` that it has announced to begin: lost if it dies. */
  started = 0
  /** Tasks that it was ever given, for `maxTasksPerChild`. */
  given = 0
  isRecalled = false
  hasTimedOut = false
  /** What nobody caught in it: the reason of its end. */
  failure: WireError | undefined
  /** When it became ready, ms. */
  readyAtMs = 0
  /** Counts announcements, so that a late time-out of an earlier task is recognised. */
  startToken = 0
  /** Oldest first. */
  #leases: Batch[] = []
  #leased = 0
  /** How many tasks of each pace it has. */
  readonly #paces = new Map<Pace, number>()

  constructor(id: number) {
    this.id = id
  }

  /** What is told of a task that ended with it. */
  get lostTask(): LostTask {
    return { failure: this.failure, isOverTime: this.hasTimedOut }
  }

  /** Tasks that it has at hand, begun or not. */
  get leased(): number {
    return this.#leased
  }

  /** The work that it has at hand, estimated; infinite where nothing is known yet. */
  get atHandUs(): number {
    let us = 0
    for (const [pace, count] of this.#paces) us += (pace.averageUs ?? Number.POSITIVE_INFINITY) * count
    return us
  }

  /** Of that, what it has not begun and waits behind another task; 0 where nothing is known yet. */
  get waitingUs(): number {
    const waiting = Math.min(this.#leased - this.started, this.#leased - 1)
    const atHandUs = this.atHandUs
    return waiting > 0 && Number.isFinite(atHandUs) ? (atHandUs * waiting) / this.#leased : 0
  }

  /** It tells that `count` more of its tasks begin; negative: that so many have not begun after all. */
  announce(count: number): void {
    this.started = Math.max(0, Math.min(this.#leased, this.started + count))
    this.startToken++
    // The task whose time was over has been answered before the worker could be ended.
    if (count > 0) this.hasTimedOut = false
  }

  lease(batch: Batch): void {
    this.#leases.push(batch)
    this.given += batch.items.count
    this.#count(batch, batch.items.count)
  }

  /** Takes its `count` oldest tasks out, as parts of batches. */
  takeOldest(count: number): Batch[] {
    const taken: Batch[] = []
    let left = Math.min(count, this.#leased)
    let whole = 0
    while (left > 0) {
      const [oldest, rest] = splitBatch(this.#leases[whole] as Batch, left)
      taken.push(oldest)
      if (rest) this.#leases[whole] = rest
      else whole++
      left -= oldest.items.count
      this.#count(oldest, -oldest.items.count)
    }
    this.#leases.splice(0, whole)
    this.started = Math.max(0, this.started - count)
    return taken
  }

  /** Takes its `count` newest tasks out (it gave them back). */
  takeNewest(count: number): Batch[] {
    const taken: Batch[] = []
    let left = Math.min(count, this.#leased - this.started)
    while (left > 0) {
      const newest = this.#leases.pop() as Batch
      const keep = newest.items.count - left
      const [kept, given] = keep > 0 ? splitBatch(newest, keep) : [undefined, newest]
      if (kept) this.#leases.push(kept)
      if (!given) break
      taken.unshift(given)
      left -= given.items.count
      this.given -= given.items.count
      this.#count(given, -given.items.count)
    }
    return taken
  }

  #count({ pace }: Batch, tasks: number): void {
    this.#leased += tasks
    const count = (this.#paces.get(pace) ?? 0) + tasks
    if (count > 0) this.#paces.set(pace, count)
    else this.#paces.delete(pace)
  }
}
