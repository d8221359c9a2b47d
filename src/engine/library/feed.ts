import type { Job, JobListener } from './job.ts'
import { ResultIterator } from './resultIterator.ts'

export interface FeedOptions {
  input: Iterable<unknown> | AsyncIterable<unknown>
  chunkSize: number
  /** Items that may have been read and whose results were not taken. */
  bufferSize: number
  isOrdered: boolean
  newJob(listener: JobListener): Job
}

/**
 * Feeds a pool from an iterable no faster than the results are taken, so that an endless input and a slow
 * consumer keep memory flat.
 */
export function feed<R>(options: FeedOptions): ResultIterator<R> {
  return new Feeder<R>(options).results
}

class Feeder<R> {
  readonly results: ResultIterator<R>
  readonly #options: FeedOptions
  readonly #job: Job
  /** How many items each task has, until it is answered. */
  readonly #taskItems = new Map<number, { first: number; count: number }>()
  #read = 0
  #tasks = 0
  #isStopped = false
  #wake: (() => void) | undefined

  constructor(options: FeedOptions) {
    this.#options = options
    this.results = new ResultIterator<R>(
      options.isOrdered,
      () => this.#wakeUp(),
      () => this.#stop(),
    )
    this.#job = options.newJob({
      onResults: (first, values) => values.forEach((value, index) => this.#deliver(first + index, value)),
      onFailed: (task, error) => this.#fail(task, error),
      onBroken: (error) => this.results.break(error),
    })
    void this.#pump()
  }

  async #pump(): Promise<void> {
    let chunk: unknown[] = []
    try {
      for await (const item of this.#options.input) {
        if (this.#isStopped) return
        this.#read++
        chunk.push(item)
        if (chunk.length === this.#options.chunkSize) chunk = this.#submit(chunk)
        if (this.#isAhead()) {
          this.#job.flush()
          await this.#room()
        }
        if (this.#isStopped) return
      }
      this.#submit(chunk)
      this.results.end(this.#read)
    } catch (error) {
      // Of the input, or of an item that cannot be sent: earlier items are still delivered.
      this.results.end(this.#read - chunk.length, error as Error)
    }
    this.#job.flush()
  }

  #submit(chunk: unknown[]): [] {
    if (chunk.length === 0) return []
    this.#job.add(this.#options.chunkSize === 1 ? chunk[0] : chunk)
    this.#taskItems.set(this.#tasks++, { first: this.#read - chunk.length, count: chunk.length })
    return []
  }

  #isAhead(): boolean {
    return this.#read - this.results.taken >= this.#options.bufferSize
  }

  async #room(): Promise<void> {
    while (this.#isAhead() && !this.#isStopped) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  #deliver(task: number, value: unknown): void {
    const items = this.#taskItems.get(task)
    if (!items) return
    this.#taskItems.delete(task)
    const results = this.#options.chunkSize === 1 ? [value as R] : (value as R[])
    results.forEach((result, index) => this.results.put(items.first + index, { result }))
  }

  /** A task's error stands at each of its items: none of them has a result. */
  #fail(task: number, error: Error): void {
    const items = this.#taskItems.get(task)
    if (!items) return
    this.#taskItems.delete(task)
    for (let index = 0; index < items.count; index++) this.results.put(items.first + index, { error })
  }

  #stop(): void {
    this.#isStopped = true
    if (this.#job.answered < this.#job.submitted) this.#job.cancel()
    else this.#job.end()
    this.#wakeUp()
  }

  #wakeUp(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}
