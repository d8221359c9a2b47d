import { performance } from 'node:perf_hooks'
import type { Client } from '../library/client.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { TaskShape } from '../wire/operations.ts'
import { SliceResults } from './sliceResults.ts'
import { TaskQueue, type Slice } from './taskQueue.ts'
import { isPromise } from './taskShapes.ts'

/**
 * A pool worker's tasks, run one after the other in the order in which they came.
 *
 *   tasks ─▶ queue ─▶ announce a slice (`started`) ─▶ run it ─▶ results, with the next announcement
 *
 * A slice is one task until the worker has proved that its tasks are short: so the task that kills a worker
 * is known exactly. Only a stream of many short tasks is announced and answered in slices of about 1 ms,
 * which is what makes a million of them per second possible. A slice that takes longer than expected is cut:
 * what it has is told, and the rest of it is announced anew.
 */

/** Tasks that a worker answers one by one before it may answer several at once. */
const carefulTasks = 256
const sliceUs = 1_000
const maxSlice = 512
/** A slice whose task waits for something is cut after this. */
const cutAfterMs = 2
/** How long the loop may keep the worker from hearing what the broker says. */
const yieldAfterMs = 1

export class TaskRunner {
  readonly #client: Client
  /** Tasks have a time limit: each is announced by itself. */
  readonly #isTimed: boolean
  readonly #queue = new TaskQueue()
  #running: { slice: Slice; results: SliceResults } | undefined
  #cutTimer: NodeJS.Timeout | undefined
  #isLooping = false
  #isRetiring = false
  #finished = 0
  #averageUs = Number.POSITIVE_INFINITY
  #onIdle: (() => void) | undefined

  constructor(client: Client, isTimed: boolean) {
    this.#client = client
    this.#isTimed = isTimed
  }

  /** Tasks of which it has told the result. */
  get finished(): number {
    return this.#finished
  }

  add(name: string, shape: TaskShape, isAlone: boolean, items: ItemRun): void {
    this.#queue.push(name, shape, isAlone, items)
    if (!this.#isLooping) void this.#loop()
  }

  /** Gives back what it has not announced. */
  recall(): void {
    this.#client.post({ op: 'worker.returned', count: this.#queue.giveBack() })
  }

  /** Resolves when everything that it was given is done. */
  retired(): Promise<void> {
    this.#isRetiring = true
    if (!this.#isLooping) return Promise.resolve()
    return new Promise((resolve) => (this.#onIdle = resolve))
  }

  /**
   * Tells what the slice under way has so far, and that what follows the task that it is at has not begun. So
   * a task that ends the process, or waits, is the only one that is in doubt.
   */
  cut(): void {
    if (!this.#running) return
    const { slice, results } = this.#running
    results.post()
    const count = slice.next - slice.end
    slice.end = slice.next
    if (count < 0) this.#client.post({ op: 'worker.started', count })
  }

  async #loop(): Promise<void> {
    this.#isLooping = true
    let yieldedMs = performance.now()
    for (;;) {
      const startedMs = performance.now()
      const slice = this.#queue.take(this.#sliceSize())
      if (!slice) break
      const transferUs = (performance.now() - startedMs) * 1_000
      const isWriting = this.#announce(slice.end - slice.next)
      if (isWriting) await isWriting
      // After the announcement, so that it and the results before it are one write.
      if (performance.now() - yieldedMs >= yieldAfterMs) {
        await new Promise((resolve) => setImmediate(resolve))
        yieldedMs = performance.now()
      }
      await this.#run(slice, transferUs)
    }
    this.#client.flush()
    this.#isLooping = false
    if (this.#isRetiring) this.#onIdle?.()
  }

  #sliceSize(): number {
    if (this.#isTimed || this.#finished < carefulTasks) return 1
    return Math.max(1, Math.min(maxSlice, Math.floor(sliceUs / this.#averageUs)))
  }

  async #run(slice: Slice, transferUs: number): Promise<void> {
    const results = new SliceResults(this.#client, transferUs)
    this.#running = { slice, results }
    if (slice.end - slice.next > 1) {
      this.#cutTimer ??= setTimeout(() => this.cut(), cutAfterMs)
      this.#cutTimer.refresh()
    }
    while (slice.next < slice.end) {
      const position = slice.next++
      const value = slice.values[position]
      slice.values[position] = undefined
      try {
        const result = slice.faults?.has(position) ? rethrow(slice.faults.get(position)) : slice.run(value)
        results.add(isPromise(result) ? await result : result)
      } catch (thrown) {
        results.fail(thrown)
      }
      if (slice.next < slice.end && results.isDue) this.cut()
    }
    this.#running = undefined
    results.post()
    this.#finished += results.finished
    this.#averageUs = results.elapsedUs / results.finished
  }

  /**
   * Before it begins: with it go the results of the slice before. What the kernel has not taken dies with the
   * process, and a task that was begun would be run again, so that is waited for.
   */
  #announce(count: number): Promise<void> | undefined {
    this.#client.post({ op: 'worker.started', count })
    return this.#client.written()
  }
}

function rethrow(thrown: unknown): never {
  throw thrown
}
