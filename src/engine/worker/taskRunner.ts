import { performance } from 'node:perf_hooks'
import { toWireError } from '../../shared/errors.ts'
import { findExport } from '../library/program.ts'
import type { Client } from '../library/client.ts'
import { revive } from '../library/sharedReferences.ts'
import { decodeRun } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import type { EncodedItem } from '../values/item.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { TaskShape } from '../wire/operations.ts'

/**
 * A pool worker's tasks, run one after the other in the order in which they came.
 *
 *   tasks ─▶ queue ─▶ announce a slice (`started`) ─▶ run it ─▶ results, with the next announcement
 *
 * A slice is one task until the worker has proved that its tasks are short: so the task that kills a worker
 * is known exactly. Only a stream of many short tasks is announced and answered in slices of about 1 ms,
 * which is what makes a million of them per second possible.
 */

type Run = (value: never) => unknown

interface Batch {
  run: Run
  values: unknown[]
  next: number
}

/** Tasks that a worker answers one by one before it may answer several at once. */
const carefulTasks = 256
const sliceUs = 1_000
const maxSlice = 512
/** How long the loop may keep the worker from hearing what the broker says. */
const yieldAfterMs = 1

export class TaskRunner {
  readonly #client: Client
  /** Tasks have a time limit: each is announced by itself. */
  readonly #isTimed: boolean
  readonly #queue: Batch[] = []
  #isRunning = false
  #isRetiring = false
  #finished = 0
  #averageUs = Number.POSITIVE_INFINITY
  #transferUs = 0
  #onIdle: (() => void) | undefined
  #lastYieldMs = 0

  constructor(client: Client, isTimed: boolean) {
    this.#client = client
    this.#isTimed = isTimed
  }

  add(name: string, shape: TaskShape, items: ItemRun): void {
    const startedMs = performance.now()
    const values = decodeRun(items, revive)
    this.#transferUs += (performance.now() - startedMs) * 1_000
    this.#queue.push({ run: runner(name, shape), values, next: 0 })
    if (!this.#isRunning) void this.#loop()
  }

  /** Gives back what it has not announced. */
  recall(): void {
    let count = 0
    for (const batch of this.#queue) {
      count += batch.values.length - batch.next
      batch.values.length = batch.next
    }
    this.#client.post({ op: 'worker.returned', count })
  }

  /** Resolves when everything that it was given is done. */
  retired(): Promise<void> {
    this.#isRetiring = true
    if (!this.#isRunning) return Promise.resolve()
    return new Promise((resolve) => (this.#onIdle = resolve))
  }

  async #loop(): Promise<void> {
    this.#isRunning = true
    this.#lastYieldMs = performance.now()
    for (let batch = this.#queue[0]; batch; batch = this.#queue[0]) {
      if (batch.next >= batch.values.length) {
        this.#queue.shift()
        continue
      }
      await this.#runSlice(batch)
      if (performance.now() - this.#lastYieldMs < yieldAfterMs && this.#queue.length > 0) continue
      await new Promise((resolve) => setImmediate(resolve))
      this.#lastYieldMs = performance.now()
    }
    this.#client.flush()
    this.#isRunning = false
    if (this.#isRetiring) this.#onIdle?.()
  }

  #sliceSize(): number {
    if (this.#isTimed || this.#finished < carefulTasks) return 1
    return Math.max(1, Math.min(maxSlice, Math.floor(sliceUs / this.#averageUs)))
  }

  async #runSlice(batch: Batch): Promise<void> {
    const count = Math.min(this.#sliceSize(), batch.values.length - batch.next)
    this.#client.post({ op: 'worker.started', count })
    // Announced before it begins: with it go the results of the slice before.
    this.#client.flush()
    const end = batch.next + count
    const slice = new SliceResults(this.#client, this.#takeTransferUs())
    while (batch.next < end) {
      const value = batch.values[batch.next]
      batch.values[batch.next++] = undefined
      try {
        const result = batch.run(value as never)
        slice.add(isPromise(result) ? await result : result)
      } catch (error) {
        slice.fail(error)
      }
    }
    slice.post()
    this.#finished += count
    this.#averageUs = slice.elapsedUs / count
  }

  #takeTransferUs(): number {
    const transferUs = this.#transferUs
    this.#transferUs = 0
    return transferUs
  }
}

/** Collects a slice's results and posts them; an error in between keeps its place. */
class SliceResults {
  readonly #client: Client
  readonly #startedMs = performance.now()
  #transferUs: number
  #sinceMs = this.#startedMs
  #encodeMs = 0
  #items: EncodedItem[] = []
  elapsedUs = 0

  constructor(client: Client, transferUs: number) {
    this.#client = client
    this.#transferUs = transferUs
  }

  /** Encodes at once: the task may return the same object again, changed. @throws SerializationError */
  add(result: unknown): void {
    if (result === undefined || typeof result === 'number') {
      this.#items.push(encodeValue(result, 'result'))
      return
    }
    const startedMs = performance.now()
    this.#items.push(encodeValue(result, 'result'))
    this.#encodeMs += performance.now() - startedMs
  }

  fail(error: unknown): void {
    this.#postItems()
    const wire =
      error instanceof Error ? toWireError(error) : { name: 'Error', message: `thrown: ${String(error)}` }
    this.#client.post({ op: 'worker.taskFailed', error: wire, ...this.#takeTimes() })
  }

  post(): void {
    this.#postItems()
    this.elapsedUs = (performance.now() - this.#startedMs) * 1_000
  }

  #postItems(): void {
    const items = this.#items
    if (items.length === 0) return
    this.#items = []
    this.#client.post({ op: 'worker.results', n: items.length, ...this.#takeTimes() }, items)
  }

  #takeTimes(): { workUs: number; transferUs: number } {
    const nowMs = performance.now()
    const encodeUs = this.#encodeMs * 1_000
    const workUs = Math.max(0, (nowMs - this.#sinceMs) * 1_000 - encodeUs)
    const transferUs = this.#transferUs + encodeUs
    this.#sinceMs = nowMs
    this.#encodeMs = 0
    this.#transferUs = 0
    return { workUs, transferUs }
  }
}

function runner(name: string, shape: TaskShape): Run {
  const fn = findExport(name) as (...args: unknown[]) => unknown
  switch (shape) {
    case 'item':
      return fn
    case 'arguments':
      return (args: unknown[]) => fn(...args)
    case 'chunk':
      return (items: unknown[]) => runChunk(items, fn)
    case 'argument-chunk':
      return (items: unknown[][]) => runChunk(items, (args) => fn(...(args as unknown[])))
  }
}

/** Stays synchronous as long as the function does: a promise per item would cost more than a small item. */
function runChunk(items: readonly unknown[], fn: (item: unknown) => unknown): unknown[] | Promise<unknown[]> {
  const results = new Array<unknown>(items.length)
  for (let index = 0; index < items.length; index++) {
    const result = fn(items[index])
    if (isPromise(result)) return finishChunk(items, fn, results, index, result)
    results[index] = result
  }
  return results
}

async function finishChunk(
  items: readonly unknown[],
  fn: (item: unknown) => unknown,
  results: unknown[],
  start: number,
  first: PromiseLike<unknown>,
): Promise<unknown[]> {
  results[start] = await first
  for (let index = start + 1; index < items.length; index++) results[index] = await fn(items[index])
  return results
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function'
  )
}
