import type { StreamSink } from '../../shared/rpc/contract.ts'

/**
 * Feeds one watcher at its own pace: while it has not taken the last item, what comes meanwhile is merged into
 * a single waiting one. So a watcher that is slow or paused costs one item, however long it pauses.
 *
 *   push ─▶ [waiting, merged] ─▶ sink.emit ─ taken ─▶ next
 */
export class CoalescingPump<T> {
  readonly #sink: StreamSink<T>
  readonly #merge: (waiting: T, next: T) => T
  #waiting: { item: T } | null = null
  #isEmitting = false
  #isEnding = false
  #isDone = false

  /** @param merge - makes one item of the one that waits and the next. It may change `waiting`. */
  constructor(sink: StreamSink<T>, merge: (waiting: T, next: T) => T) {
    this.#sink = sink
    this.#merge = merge
  }

  push(item: T): void {
    if (this.#isDone || this.#isEnding) return
    this.#waiting = { item: this.#waiting ? this.#merge(this.#waiting.item, item) : item }
    void this.#drain()
  }

  /** Ends the stream after what waits. */
  end(): void {
    this.#isEnding = true
    void this.#drain()
  }

  /** Stops at once: the watcher has gone. */
  dispose(): void {
    this.#isDone = true
    this.#waiting = null
  }

  async #drain(): Promise<void> {
    if (this.#isEmitting) return
    this.#isEmitting = true
    try {
      while (this.#waiting && !this.#isDone) {
        const { item } = this.#waiting
        this.#waiting = null
        await this.#sink.emit(item)
      }
      if (this.#isEnding && !this.#isDone) {
        this.#isDone = true
        this.#sink.end()
      }
    } catch (error) {
      this.#isDone = true
      this.#sink.fail(error)
    } finally {
      this.#isEmitting = false
    }
  }
}
