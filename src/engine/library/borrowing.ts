import { MultiprocessingError, type MultiprocessingErrorCode } from '../errors.ts'
import { client } from './client.ts'

/** What an iterating consumer may have ahead: about this much of its own work. */
const aheadMs = 1
const maxAhead = 2048

/** Objects over which this process iterates: loans are counted per process, so the second one does without. */
const borrowed = new Set<number>()

export interface BorrowingOptions {
  prefix: 'queue' | 'pipe'
  object: number
  /** The plain operation, for a second iterator over the same object. */
  next(): Promise<unknown>
  /** The error that ends the iteration in order. */
  endCode: MultiprocessingErrorCode
  /** Whether this process has given the object up meanwhile: the iteration is over then, in order. */
  isClosed?(): boolean
}

type Step<T> = IteratorResult<T, undefined>
const over = { done: true, value: undefined } as const

/**
 * Iterates over a queue or a connection. Fast consumers are given several items ahead, on loan: an item is
 * the consumer's only when it is handed over; what was not handed over goes back when the iteration is left
 * or the process dies.
 */
export class BorrowingIterator<T> implements AsyncIterableIterator<T> {
  readonly #options: BorrowingOptions
  readonly #isBorrowing: boolean
  #ready: unknown[] = []
  #position = 0
  #ahead = 1
  /** The next loan, if it was asked for already. */
  #asked: Promise<unknown[]> | undefined
  #takenAtMs = 0
  #isDone = false
  /** Calls of `next` that wait, one after the other. */
  #waiting = 0
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: BorrowingOptions) {
    this.#options = options
    this.#isBorrowing = !borrowed.has(options.object)
    if (this.#isBorrowing) borrowed.add(options.object)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step<T>> {
    if (!this.#isDone && this.#isClosed) return this.return()
    if (this.#isDone) return Promise.resolve(over)
    if (this.#waiting === 0 && this.#position < this.#ready.length) return Promise.resolve(this.#handOver())
    this.#waiting++
    const step = this.#turn.then(() => this.#wait())
    const leave = (): number => this.#waiting--
    this.#turn = step.then(leave, leave)
    return step
  }

  /** What was asked for ahead and what is on its way goes back too: nothing is waited for. */
  async return(): Promise<Step<T>> {
    if (this.#isDone) return over
    const { prefix, object } = this.#options
    this.#end()
    if (this.#isBorrowing) client().post({ op: `${prefix}.giveBack`, object })
    return over
  }

  get #isClosed(): boolean {
    return this.#options.isClosed?.() === true
  }

  async #wait(): Promise<Step<T>> {
    if (this.#isDone) return over
    try {
      if (!this.#isBorrowing) return { done: false, value: (await this.#options.next()) as T }
      if (this.#position === this.#ready.length) await this.#takeLoan()
      // It was left meanwhile: what came has gone back already.
      if (this.#isDone) return over
      if (this.#isClosed) return await this.return()
      return this.#handOver()
    } catch (error) {
      // Also what came and could not be read: on loan to an iteration that is over it would be lost to all.
      await this.return()
      if (error instanceof MultiprocessingError && error.code === this.#options.endCode) return over
      throw error
    }
  }

  async #takeLoan(): Promise<void> {
    this.#adapt()
    const asked = this.#asked ?? this.#ask()
    this.#asked = undefined
    const ready = await asked
    if (this.#isDone) return
    this.#ready = ready
    this.#position = 0
    this.#takenAtMs = performance.now()
    this.#askAhead()
  }

  #handOver(): Step<T> {
    const { prefix, object } = this.#options
    const value = this.#ready[this.#position] as T
    this.#ready[this.#position++] = undefined
    client().consumed(`${prefix}.consumed`, object)
    return { done: false, value }
  }

  /** A consumer that is fast enough to have some ahead need not wait for the next loan either. */
  #askAhead(): void {
    if (this.#ahead <= 2) return
    this.#asked = this.#ask()
    // The error is told when it is this loan's turn.
    this.#asked.catch(() => {})
  }

  /** The consumer wants more: how long did it take over the last loan? */
  #adapt(): void {
    if (this.#ready.length === 0) return
    const perItemMs = (performance.now() - this.#takenAtMs) / this.#ready.length
    const wanted = Math.floor(aheadMs / Math.max(perItemMs, 1e-4))
    this.#ahead = Math.max(1, Math.min(wanted, this.#ahead * 2, maxAhead))
  }

  #ask(): Promise<unknown[]> {
    const { prefix, object } = this.#options
    const max = Math.ceil(this.#ahead / 2)
    return client().request((id) => ({ op: `${prefix}.borrow`, object, id, max }))
  }

  #end(): void {
    this.#isDone = true
    this.#ready = []
    if (this.#isBorrowing) borrowed.delete(this.#options.object)
  }
}
