import { TimeoutError } from '../errors.ts'
import { wireTimeout } from './timeouts.ts'

type Entry<R> = { result: R } | { error: Error }

/**
 * What `imap` and `imapUnordered` return. Ordered: results in input order; else as they arrive. An item's
 * error is thrown at that item, and the iteration can go on after it by `next()`.
 */
export class ResultIterator<R> implements AsyncIterableIterator<R> {
  readonly #isOrdered: boolean
  /** Called when a result was taken: there is room for more input. */
  readonly #onTaken: () => void
  readonly #onReturn: () => void
  /** By the item's index; unordered: by the number of the arrival. */
  readonly #entries = new Map<number, Entry<R>>()
  #arrivals = 0
  #taken = 0
  #total: number | undefined
  #failure: Error | undefined
  readonly #waiters = new Set<() => void>()
  #isDone = false

  constructor(isOrdered: boolean, onTaken: () => void, onReturn: () => void) {
    this.#isOrdered = isOrdered
    this.#onTaken = onTaken
    this.#onReturn = onReturn
  }

  get taken(): number {
    return this.#taken
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** @throws the item's error; TimeoutError when the next result does not come in time (the task goes on). */
  async next(timeoutMs?: number): Promise<IteratorResult<R, undefined>> {
    const limitMs = wireTimeout(timeoutMs)
    const deadline = limitMs === undefined ? undefined : performance.now() + limitMs
    for (;;) {
      if (this.#isDone) return { done: true, value: undefined }
      const entry = this.#take()
      if (entry) {
        this.#onTaken()
        if ('error' in entry) throw entry.error
        return { done: false, value: entry.result }
      }
      if (this.#failure) return this.#fail(this.#failure)
      if (this.#total !== undefined && this.#taken >= this.#total) {
        await this.return()
        continue
      }
      await this.#change(deadline, timeoutMs)
    }
  }

  return(): Promise<IteratorResult<R, undefined>> {
    this.#isDone = true
    this.#entries.clear()
    this.#onReturn()
    this.#notify()
    return Promise.resolve({ done: true, value: undefined })
  }

  /** @internal */
  put(index: number, entry: Entry<R>): void {
    if (this.#isDone) return
    this.#entries.set(this.#isOrdered ? index : this.#arrivals++, entry)
    this.#notify()
  }

  /** @internal The input has ended after `total` items, perhaps by an error. */
  end(total: number, error?: Error): void {
    this.#total = total
    if (error) this.put(total, { error })
    if (error) this.#total++
    this.#notify()
  }

  /** @internal Nothing more will come. */
  break(error: Error): void {
    this.#failure = error
    this.#notify()
  }

  #fail(error: Error): never {
    void this.return()
    throw error
  }

  #take(): Entry<R> | undefined {
    const entry = this.#entries.get(this.#taken)
    if (entry) this.#entries.delete(this.#taken++)
    return entry
  }

  async #change(deadline: number | undefined, timeoutMs: number | undefined): Promise<void> {
    const leftMs = deadline === undefined ? undefined : deadline - performance.now()
    let timer: NodeJS.Timeout | undefined
    const isInTime = await new Promise<boolean>((resolve) => {
      const wake = (): void => resolve(true)
      this.#waiters.add(wake)
      if (leftMs === undefined) return
      const giveUp = (): void => {
        this.#waiters.delete(wake)
        resolve(false)
      }
      timer = setTimeout(giveUp, Math.max(0, leftMs))
    })
    clearTimeout(timer)
    if (!isInTime)
      throw new TimeoutError(`No result within ${timeoutMs} ms; the task goes on.`, { timeoutMs })
  }

  #notify(): void {
    for (const wake of this.#waiters) wake()
    this.#waiters.clear()
  }
}
