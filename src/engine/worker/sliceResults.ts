import { performance } from 'node:perf_hooks'
import type { Client } from '../library/client.ts'
import { encodeValue } from '../values/encode.ts'
import type { EncodedItem } from '../values/item.ts'
import { describeThrown } from './thrown.ts'

/** A slice that has run for this long, or made this much, tells what it has. */
const dueMs = 2
const dueBytes = 64 * 1024

/** Collects a slice's results and posts them; an error in between keeps its place. */
export class SliceResults {
  readonly #client: Client
  readonly #startedMs = performance.now()
  #transferUs: number
  #sinceMs = this.#startedMs
  #encodeMs = 0
  #items: EncodedItem[] = []
  #bytes = 0
  #finished = 0
  /** When the newest result was there: a look at the clock costs as much as a small task. */
  #latestMs = this.#startedMs

  /** @param transferUs - what it took to decode the arguments. */
  constructor(client: Client, transferUs: number) {
    this.#client = client
    this.#transferUs = transferUs
  }

  /** Tasks that have a result or an error. */
  get finished(): number {
    return this.#finished
  }

  get elapsedUs(): number {
    return (performance.now() - this.#startedMs) * 1_000
  }

  /** It has been so long, or is so much, that others should hear of it. */
  get isDue(): boolean {
    return this.#bytes >= dueBytes || this.#latestMs - this.#startedMs >= dueMs
  }

  /** Encodes at once: the task may return the same object again, changed. @throws SerializationError */
  add(result: unknown): void {
    if (typeof result !== 'object' && typeof result !== 'string') {
      this.#items.push(encodeValue(result, 'result'))
      this.#latestMs = performance.now()
    } else {
      const startedMs = performance.now()
      const item = encodeValue(result, 'result')
      this.#items.push(item)
      this.#bytes += item.text?.length ?? item.bytes?.length ?? 0
      this.#latestMs = performance.now()
      this.#encodeMs += this.#latestMs - startedMs
    }
    this.#finished++
  }

  fail(thrown: unknown): void {
    this.post()
    this.#client.post({ op: 'worker.taskFailed', error: describeThrown(thrown), ...this.#takeTimes() })
    this.#finished++
  }

  post(): void {
    const items = this.#items
    if (items.length === 0) return
    this.#items = []
    this.#bytes = 0
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
