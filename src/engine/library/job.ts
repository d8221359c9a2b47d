import type { WireError } from '../../shared/errors.ts'
import { decodeRun } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import type { EncodedItem } from '../values/item.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { TaskShape } from '../wire/operations.ts'
import { client } from './client.ts'
import { rebuildThrown } from './remoteErrors.ts'
import { connectionsIn, revive } from './sharedReferences.ts'

/** What a job's owner is told, task by task, in the order of arrival. */
export interface JobListener {
  onResults(first: number, results: unknown[]): void
  onFailed(index: number, error: Error): void
  /** No task of the job will be answered any more. */
  onBroken(error: Error): void
}

export interface JobOptions {
  /** The pool's number. */
  pool: number
  /** Exported name. */
  function: string
  shape: TaskShape
  listener: JobListener
  /** It stays open while there is nothing to do, and does not keep the process alive. Default false. */
  isStanding?: boolean
  /** The listener can use the answers only together: they need not arrive one by one. Default false. */
  isGathered?: boolean
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
  /** May be set until the first task is added. */
  shape: TaskShape
  readonly #listener: JobListener
  readonly #isStanding: boolean
  readonly #isGathered: boolean
  #isOpen = false
  /** Items, which is not tasks when those are chunks. */
  #added = 0
  #submitted = 0
  #answered = 0
  #submittedBytes = 0
  #batch: EncodedItem[] = []
  #batchBytes = 0
  #wake: (() => void) | undefined
  #isOver = false
  /** Time spent on encoding arguments and decoding results here, in ms. */
  transferMs = 0

  constructor({ pool, function: name, shape, listener, isStanding = false, isGathered = false }: JobOptions) {
    this.#pool = pool
    this.#function = name
    this.shape = shape
    this.#listener = listener
    this.#isStanding = isStanding
    this.#isGathered = isGathered
    jobs.set(this.id, this)
    if (!isStanding) client().hold()
  }

  /** Of a task. */
  get meanBytes(): number {
    return this.#submitted > 0 ? this.#submittedBytes / this.#submitted : 0
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Tasks that are under way. */
  get outstanding(): number {
    return this.#submitted - this.#answered
  }

  /** Tells the pool that tasks will come, so that it takes them also when it is closed meanwhile. */
  open(): void {
    this.#post([], true)
  }

  /** Adds a task, which leaves with its batch. @throws SerializationError */
  add(value: unknown): void {
    this.addEncoded(this.#encode(value))
  }

  /** The same; returns the task's index. */
  addEncoded(item: EncodedItem): number {
    // A slow input must not keep its tasks waiting for the batch to fill.
    if (this.#batch.length === 0) setImmediate(() => this.#leave())
    const task = this.#submitted + this.#batch.length
    this.#batch.push(item)
    this.#batchBytes += item.text?.length ?? item.bytes?.length ?? 0
    // The caller may close a connection in it next: the task must be on its way before that.
    const isUrgent = connectionsIn(item.references) !== undefined
    if (isUrgent || this.#batch.length >= batchTasks || this.#batchBytes >= batchBytes) this.flush()
    return task
  }

  /** At the end of the tick: it need not wait for the end of the next. */
  #leave(): void {
    if (this.#batch.length === 0) return
    this.flush()
    client().flush()
  }

  flush(): void {
    if (this.#batch.length > 0) this.#submit(true)
  }

  /** Submits what was added; no more will be. */
  complete(): void {
    this.#submit(false)
  }

  /**
   * Adds many tasks, waiting in between so that answers are taken and memory stays bounded, and completes.
   * @throws SerializationError
   */
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
    this.complete()
  }

  #submit(isOpen: boolean): void {
    const items = this.#batch
    this.#batch = []
    this.#submittedBytes += this.#batchBytes
    this.#batchBytes = 0
    this.#post(items, isOpen)
  }

  #post(items: EncodedItem[], isOpen: boolean): void {
    if (this.#isOver) return
    const { id: job, shape } = this
    const first = this.#submitted
    this.#submitted += items.length
    this.#isOpen = isOpen
    client().post(
      {
        op: 'pool.submit',
        object: this.#pool,
        job,
        function: this.#function,
        shape,
        first,
        isOpen,
        isGathered: this.#isGathered,
        n: items.length,
      },
      items,
    )
  }

  #encode(value: unknown): EncodedItem {
    try {
      return encodeValue(value, 'item')
    } catch (error) {
      throw this.#located(value, error)
    } finally {
      this.#added += this.#isChunked ? (value as unknown[]).length : 1
    }
  }

  /** The same error with a path that begins at the caller's input. */
  #located(value: unknown, error: unknown): unknown {
    const items = this.#isChunked ? (value as unknown[]) : [value]
    for (const [offset, item] of items.entries()) {
      try {
        encodeValue(item, `items[${this.#added + offset}]`)
      } catch (located) {
        return located
      }
    }
    return error
  }

  get #isChunked(): boolean {
    return this.shape === 'chunk' || this.shape === 'argument-chunk'
  }

  /** Resolves when more may be submitted. */
  async #room(): Promise<void> {
    await client().writable()
    while (!this.#isOver && this.isFull) await new Promise<void>((resolve) => (this.#wake = resolve))
    // Answers arrive between batches only if the loop gets a turn.
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** As much is under way as may be: more would only fill the broker's memory. */
  get isFull(): boolean {
    if (this.outstanding >= maxOutstandingTasks) return true
    return this.outstanding * this.meanBytes >= maxOutstandingBytes
  }

  /** The owner has its answers, or wants no more. Safe to call twice. */
  cancel(): void {
    if (this.#isOver) return
    // The pool has forgotten a job whose last task is answered.
    if (this.#isOpen || this.#answered < this.#submitted)
      client().post({ op: 'pool.cancel', object: this.#pool, job: this.id })
    this.#end()
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#batch = []
    jobs.delete(this.id)
    if (!this.#isStanding) client().release()
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
      this.#receiveOneByOne(first, items, error as Error)
      return
    }
    this.transferMs += performance.now() - startedMs
    this.#listener.onResults(first, results)
  }

  /** One result that cannot be read must not take its neighbours along. */
  #receiveOneByOne(first: number, items: ItemRun, error: Error): void {
    if (items.count === 1) return this.#listener.onFailed(first, error)
    for (let index = 0; index < items.count; index++) {
      const item = items.slice(index, index + 1)
      try {
        this.#listener.onResults(first + index, decodeRun(item, revive))
      } catch (itemError) {
        this.#listener.onFailed(first + index, itemError as Error)
      }
    }
  }

  /** @internal */
  fail(index: number, error: WireError): void {
    this.#answer(1)
    this.#listener.onFailed(index, rebuildThrown(error))
  }

  /** @internal */
  break(error: WireError): void {
    this.#isOpen = false
    this.#end()
    this.#listener.onBroken(rebuildThrown(error))
  }

  #answer(tasks: number): void {
    this.#answered += tasks
    if (!this.#wake || this.isFull) return
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
      if (job) job.receive(operation.first as number, items as ItemRun)
      else giveUpEnds(items as ItemRun)
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

/** Nobody takes these results any more: the ends of pipes in them are not to stay open in this process. */
function giveUpEnds({ references }: ItemRun): void {
  const ends = connectionsIn(references?.flatMap((each) => each ?? []))
  for (const object of ends ?? [])
    client()
      .request((id) => ({ op: 'pipe.close', object, id }))
      .catch(() => {})
}

/** @internal The run is over: what still waits for answers gets an error. */
export function breakAllJobs(error: WireError): void {
  for (const job of [...jobs.values()]) job.break(error)
}
