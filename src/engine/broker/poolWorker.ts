import type { WireError } from '../../shared/errors.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { Batch } from './poolTypes.ts'

/** How much work a worker should have at hand: enough to hide a round trip, little enough to share fairly. */
const targetUs = 2_000
/** Above this a task is so long that a second one at hand would only wait for nothing. */
const longTaskUs = 20_000
const maxWindow = 4_096

/**
 * What the pool knows of one worker. A worker runs its tasks in the order in which it got them, so its
 * answers need no numbers: they always concern its oldest tasks.
 */
export class PoolWorker {
  readonly id: number
  pid = 0
  phase: 'starting' | 'ready' | 'retiring' = 'starting'
  /** Oldest first. */
  leases: Batch[] = []
  leased = 0
  /** The oldest of `leased` that it has announced to begin: lost if it dies. */
  started = 0
  /** Tasks that it was ever given, for `maxTasksPerChild`. */
  given = 0
  completed = 0
  isRecalled = false
  hasTimedOut = false
  /** What nobody caught in it: the reason of its end. */
  failure: WireError | undefined
  /** When it became ready, ms. */
  readyAtMs = 0
  /** Counts announcements, so that a late time-out of an earlier task is recognised. */
  startToken = 0
  #averageUs: number | undefined
  #window = 1

  constructor(id: number) {
    this.id = id
  }

  /** How many tasks it may have at hand. One until its own report says that tasks are short. */
  get window(): number {
    return this.#window
  }

  /** Estimated work that it has at hand but has not begun. */
  get unstartedUs(): number {
    return (this.leased - this.started) * (this.#averageUs ?? 0)
  }

  lease(batch: Batch): void {
    this.leases.push(batch)
    this.leased += batch.items.count
    this.given += batch.items.count
  }

  /** Takes its `count` oldest tasks out, as parts of batches. */
  takeOldest(count: number): Batch[] {
    const taken: Batch[] = []
    let left = Math.min(count, this.leased)
    while (left > 0) {
      const oldest = this.leases[0] as Batch
      const [items, rest] = split(oldest.items, left)
      taken.push({ job: oldest.job, first: oldest.first, items })
      if (rest) this.leases[0] = { job: oldest.job, first: oldest.first + items.count, items: rest }
      else this.leases.shift()
      left -= items.count
      this.leased -= items.count
    }
    this.started = Math.max(0, this.started - count)
    return taken
  }

  /** Takes its `count` newest tasks out (it gave them back). */
  takeNewest(count: number): Batch[] {
    const taken: Batch[] = []
    let left = Math.min(count, this.leased - this.started)
    while (left > 0) {
      const newest = this.leases[this.leases.length - 1] as Batch
      const keep = Math.max(0, newest.items.count - left)
      const items = newest.items.slice(keep, newest.items.count)
      taken.unshift({ job: newest.job, first: newest.first + keep, items })
      if (keep > 0) newest.items = newest.items.slice(0, keep)
      else this.leases.pop()
      left -= items.count
      this.leased -= items.count
      this.given -= items.count
    }
    return taken
  }

  /** The worker's own report decides the window; it at most doubles, since the next task may be a long one. */
  report(tasks: number, workUs: number): void {
    this.completed += tasks
    const latestUs = workUs / tasks
    this.#averageUs = this.#averageUs === undefined ? latestUs : (this.#averageUs + latestUs) / 2
    const floor = this.#averageUs > longTaskUs ? 1 : 2
    const wanted = Math.max(floor, Math.round(targetUs / Math.max(this.#averageUs, 0.1)))
    this.#window = Math.min(maxWindow, wanted, this.#window * 2)
  }
}

export function split(items: ItemRun, count: number): [ItemRun, ItemRun | undefined] {
  return items.count <= count ? [items, undefined] : items.take(count)
}
