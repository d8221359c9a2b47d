import { isAsyncIterable } from './chunks.ts'
import type { Job, JobListener } from './job.ts'
import type { ReadAhead } from './readAhead.ts'
import { ResultIterator } from './resultIterator.ts'

export interface FeedOptions {
  input: Iterable<unknown> | AsyncIterable<unknown>
  chunkSize: number
  /** Items that may have been read and whose results were not taken. */
  readAhead: ReadAhead
  isOrdered: boolean
  newJob(listener: JobListener): Job
  /** Called once, when nobody waits for results any more. */
  onEnd(job: Job): void
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
  #chunk: unknown[] = []
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
    // The pool knows of it before it can be closed.
    this.#job.open()
    void this.#pump()
  }

  async #pump(): Promise<void> {
    try {
      await this.#readAll(this.#options.input)
      this.#end()
    } catch (error) {
      // Of the input: what it gave before is still delivered.
      this.#end(error as Error)
    }
  }

  #end(error?: Error): void {
    if (this.#isStopped) return
    this.#submit()
    this.#job.complete()
    this.results.end(this.#read, error)
  }

  async #readAll(input: FeedOptions['input']): Promise<void> {
    if (isAsyncIterable(input)) {
      for await (const item of input) {
        if (this.#isStopped) return
        if (this.#take(item)) await this.#room()
        if (this.#isStopped) return
      }
      return
    }
    for (const item of input) {
      if (this.#take(item)) await this.#room()
      if (this.#isStopped) return
    }
  }

  /** Returns whether enough was read for now. */
  #take(item: unknown): boolean {
    this.#read++
    this.#chunk.push(item)
    if (this.#chunk.length === this.#options.chunkSize) this.#submit()
    return this.#isAhead()
  }

  #submit(): void {
    const chunk = this.#chunk
    if (chunk.length === 0) return
    this.#chunk = []
    const items = { first: this.#read - chunk.length, count: chunk.length }
    try {
      this.#job.add(this.#options.chunkSize === 1 ? chunk[0] : chunk)
      this.#taskItems.set(this.#tasks++, items)
    } catch (error) {
      // It cannot be sent; the others can.
      this.#failItems(items, error as Error)
    }
  }

  #isAhead(): boolean {
    return this.#read - this.results.taken >= this.#options.readAhead.limit
  }

  async #room(): Promise<void> {
    this.#job.flush()
    while (this.#isAhead() && !this.#isStopped) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
      // A consumer takes all that has arrived at once: what it makes room for is read, and sent, at once too.
      await new Promise((resolve) => setImmediate(resolve))
      this.#options.readAhead.adapt(
        this.results.taken,
        this.#job.meanBytes / this.#options.chunkSize,
        performance.now(),
      )
    }
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
    this.#failItems(items, error)
  }

  #failItems({ first, count }: { first: number; count: number }, error: Error): void {
    for (let index = 0; index < count; index++) this.results.put(first + index, { error })
  }

  #stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#options.onEnd(this.#job)
    this.#wakeUp()
  }

  #wakeUp(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}
