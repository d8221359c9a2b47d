import type { Pace } from './pace.ts'
import { splitBatch, type Batch } from './poolTypes.ts'

/** Tasks that no worker has, in the order in which they are to be given out. */
export class PendingTasks {
  #batches: Batch[] = []
  #head = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  push(batch: Batch): void {
    this.#batches.push(batch)
    this.#count += batch.items.count
  }

  /** Tasks that come back from a worker go first, in their order. */
  pushFront(batches: Batch[]): void {
    if (batches.length === 0) return
    this.#batches.splice(0, this.#head, ...batches)
    this.#head = 0
    for (const batch of batches) this.#count += batch.items.count
  }

  /** Up to `max` tasks of the oldest batch. */
  take(max: number): Batch | undefined {
    const oldest = this.#batches[this.#head]
    if (!oldest || max <= 0) return undefined
    const [taken, rest] = splitBatch(oldest, max)
    this.#count -= taken.items.count
    if (rest) this.#batches[this.#head] = rest
    else this.#advance()
    return taken
  }

  /** Of the oldest task. */
  get nextPace(): Pace | undefined {
    return this.#batches[this.#head]?.pace
  }

  /** Removes a job's tasks, or all. */
  remove(job?: number): Batch[] {
    const removed: Batch[] = []
    const kept: Batch[] = []
    for (const batch of this.#batches.slice(this.#head)) {
      ;(job === undefined || batch.job === job ? removed : kept).push(batch)
    }
    this.#batches = kept
    this.#head = 0
    for (const batch of removed) this.#count -= batch.items.count
    return removed
  }

  #advance(): void {
    this.#head++
    if (this.#head < 256 || this.#head * 2 < this.#batches.length) return
    this.#batches = this.#batches.slice(this.#head)
    this.#head = 0
  }
}
