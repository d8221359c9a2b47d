import type { WireError } from '../../shared/errors.ts'
import { decodeRun } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import type { EncodedItem } from '../values/item.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { TaskShape } from '../wire/operations.ts'
import { client, rebuilt } from './client.ts'
import { revive } from './sharedReferences.ts'

/** What a job's owner is told, task by task, in the order of arrival. */
export interface JobListener {
  onResults(first: number, results: unknown[]): void
  onFailed(index: number, error: Error): void
  /** No task of the job will be answered any more. */
  onBroken(error: Error): void
}

/** What one operation may carry: enough to share a write, little enough that the first worker starts soon. */
const batchTasks = 512
const batchBytes = 64 * 1024
/** Tasks, and their bytes, that may be under way: more would only fill the broker's memory. */
const maxOutstandingTasks = 65_536
const maxOutstandingBytes = 64 * 1024 * 1024

const jobs = new Map<number, Job>()

/**
 * One call's tasks on their way through a pool. Encodes and submits them in batches, no more at a time than
 * the bounds allow, and takes the answers.
 */
export class Job {
  readonly id = client().newObject()
  readonly #pool: number
  readonly #function: string
  readonly #shape: TaskShape
  readonly #listener: JobListener
  readonly #label: string
  #submitted = 0
  #answered = 0
  #outstandingBytes = 0
  #batch: EncodedItem[] = []
  #batchBytes = 0
  #wake: (() => void) | undefined
  #isOver = false
  /** Time spent on encoding arguments and decoding results here, in ms. */
  transferMs = 0

  constructor(pool: number, name: string, shape: TaskShape, listener: JobListener) {
    this.#pool = pool
    this.#function = name
    this.#shape = shape
    this.#listener = listener
    this.#label = shape === 'arguments' || shape === 'argument-chunk' ? 'arguments' : 'item'
    jobs.set(this.id, this)
    client().hold()
  }

  get submitted(): number {
    return this.#submitted
  }

  get answered(): number {
    return this.#answered
  }

  /** Adds a task without leaving its batch. @throws SerializationError */
  add(value: unknown): void {
    const item = encodeValue(value, this.#label)
    // A slow input must not keep its tasks waiting for the batch to fill.
    if (this.#batch.length === 0) setImmediate(() => this.flush())
    this.#batch.push(item)
    this.#batchBytes += item.text?.length ?? item.bytes?.length ?? 0
    if (this.#batch.length >= batchTasks || this.#batchBytes >= batchBytes) this.flush()
  }

  flush(): void {
    const items = this.#batch
    if (items.length === 0 || this.#isOver) return
    this.#batch = []
    this.#outstandingBytes += this.#batchBytes
    this.#batchBytes = 0
    const { id: job } = this
    const first = this.#submitted
    this.#submitted += items.length
    client().post(
      {
        op: 'pool.submit',
        object: this.#pool,
        job,
        function: this.#function,
        shape: this.#shape,
        first,
        n: items.length,
      },
      items,
    )
  }

  /** Adds many tasks, waiting in between so that answers are taken and memory stays bounded. */
  async addAll(values: Iterable<unknown>): Promise<void> {
    let startedMs = performance.now()
    for (const value of values) {
      if (this.#isOver) return
      this.add(value)
      if (this.#batch.length > 0) continue
      this.transferMs += performance.now() - startedMs
      await this.#room()
      startedMs = performance.now()
    }
    this.transferMs += performance.now() - startedMs
    this.flush()
  }

  /** Resolves when more may be submitted. */
  async #room(): Promise<void> {
    await client().writable()
    while (!this.#isOver && this.#isFull()) await new Promise<void>((resolve) => (this.#wake = resolve))
    // Answers arrive between batches only if the loop gets a turn.
    await new Promise((resolve) => setImmediate(resolve))
  }

  #isFull(): boolean {
    const outstanding = this.#submitted - this.#answered
    if (outstanding >= maxOutstandingTasks) return true
    const meanBytes = this.#submitted > 0 ? this.#outstandingBytes / this.#submitted : 0
    return outstanding * meanBytes >= maxOutstandingBytes
  }

  /** The owner wants no more answers. */
  cancel(): void {
    if (this.#isOver) return
    client().post({ op: 'pool.cancel', object: this.#pool, job: this.id })
    this.end()
  }

  /** The owner has all its answers. Safe to call twice. */
  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    jobs.delete(this.id)
    client().release()
    this.#wake?.()
  }

  /** @internal */
  receive(first: number, items: ItemRun): void {
    this.#answer(items.count)
    const startedMs = performance.now()
    let results: unknown[]
    try {
      results = decodeRun(items, revive)
    } catch (error) {
      for (let index = 0; index < items.count; index++) this.#listener.onFailed(first + index, error as Error)
      return
    }
    this.transferMs += performance.now() - startedMs
    this.#listener.onResults(first, results)
  }

  /** @internal */
  fail(index: number, error: WireError): void {
    this.#answer(1)
    this.#listener.onFailed(index, rebuilt(error))
  }

  /** @internal */
  break(error: WireError): void {
    this.#listener.onBroken(rebuilt(error))
    this.end()
  }

  #answer(tasks: number): void {
    this.#answered += tasks
    if (!this.#wake || this.#isFull()) return
    const wake = this.#wake
    this.#wake = undefined
    wake()
  }
}

/** @internal Routes a broker's operation to its job; answers whether it was one for a job. */
export function routeToJob(
  operation: { op: string; job?: number; first?: number; index?: number; error?: WireError },
  items: ItemRun | undefined,
): boolean {
  const job = operation.job === undefined ? undefined : jobs.get(operation.job)
  switch (operation.op) {
    case 'job.results':
      job?.receive(operation.first as number, items as ItemRun)
      return true
    case 'job.failed':
      job?.fail(operation.index as number, operation.error as WireError)
      return true
    case 'job.broken':
      job?.break(operation.error as WireError)
      return true
    default:
      return false
  }
}

/** @internal The run is over: what still waits for answers gets an error. */
export function breakAllJobs(error: WireError): void {
  for (const job of [...jobs.values()]) job.break(error)
}
