import { encodeValue } from '../values/encode.ts'
import type { EncodedItem } from '../values/item.ts'
import { client } from './client.ts'
import { Job, type JobListener } from './job.ts'
import { connectionsIn } from './sharedReferences.ts'

interface HeldCall {
  item: EncodedItem
  call: Call
}

interface Call {
  resolve(result: unknown): void
  reject(error: Error): void
}

/**
 * The calls of one function, one by one (`apply`). They are tasks of one job that stays open, so that a burst
 * of calls costs no more than a map. Calls beyond what may be under way wait here, in order.
 */
export class Calls implements JobListener {
  readonly #job: Job
  readonly #onBroken: () => void
  /** By the task's index. */
  readonly #pending = new Map<number, Call>()
  /** Oldest first; `#heldFrom` is the index of the oldest. */
  #held: HeldCall[] = []
  #heldFrom = 0
  #isCompleting = false
  /** A call that is not settled keeps the process alive. */
  #keepsAlive = false
  #onIdle: (() => void)[] = []

  /** @param onBroken - no further call can be made here. */
  constructor(pool: number, name: string, onBroken: () => void) {
    this.#job = new Job({ pool, function: name, shape: 'arguments', listener: this, isStanding: true })
    this.#onBroken = onBroken
  }

  /** Time spent on encoding arguments and decoding results here, in ms. */
  get transferMs(): number {
    return this.#job.transferMs
  }

  /** @throws SerializationError */
  call(args: unknown[]): Promise<unknown> {
    const item = encodeValue(args, 'args')
    if (!this.#keepsAlive) client().hold()
    this.#keepsAlive = true
    return new Promise((resolve, reject) => {
      const call = { resolve, reject }
      // The caller may close a connection in it next: that call cannot wait.
      const mayWait = connectionsIn(item.references) === undefined
      if (mayWait && (this.#heldCount > 0 || this.#job.isFull)) this.#held.push({ item, call })
      else this.#pending.set(this.#job.addEncoded(item), call)
    })
  }

  flush(): void {
    this.#job.flush()
  }

  /** No more calls will be made; those that were go on. */
  complete(): void {
    this.#isCompleting = true
    if (this.#heldCount === 0) this.#job.complete()
    this.#forgetWhenOver()
  }

  /** Resolves when every call is settled. */
  idle(): Promise<void> {
    if (!this.#keepsAlive) return Promise.resolve()
    return new Promise((resolve) => this.#onIdle.push(resolve))
  }

  onResults(first: number, results: unknown[]): void {
    for (let index = 0; index < results.length; index++) this.#take(first + index)?.resolve(results[index])
    this.#settle()
  }

  onFailed(task: number, error: Error): void {
    this.#take(task)?.reject(error)
    this.#settle()
  }

  onBroken(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error)
    for (const { call } of this.#held.slice(this.#heldFrom)) call.reject(error)
    this.#pending.clear()
    this.#held = []
    this.#heldFrom = 0
    this.#onBroken()
    this.#settle()
  }

  /** A program may make thousands of pools. */
  #forgetWhenOver(): void {
    if (this.#isCompleting && this.#pending.size === 0 && this.#heldCount === 0) this.#job.cancel()
  }

  #take(task: number): Call | undefined {
    const call = this.#pending.get(task)
    this.#pending.delete(task)
    return call
  }

  #sendHeld(): void {
    if (this.#heldCount === 0) return
    while (this.#heldCount > 0 && !this.#job.isFull) {
      const { item, call } = this.#held[this.#heldFrom++] as HeldCall
      this.#pending.set(this.#job.addEncoded(item), call)
    }
    if (this.#heldFrom * 2 > this.#held.length) {
      this.#held = this.#held.slice(this.#heldFrom)
      this.#heldFrom = 0
    }
    if (this.#isCompleting && this.#heldCount === 0) this.#job.complete()
  }

  get #heldCount(): number {
    return this.#held.length - this.#heldFrom
  }

  #settle(): void {
    this.#sendHeld()
    this.#forgetWhenOver()
    if (this.#pending.size > 0 || !this.#keepsAlive) return
    this.#keepsAlive = false
    client().release()
    const waiting = this.#onIdle
    this.#onIdle = []
    for (const resolve of waiting) resolve()
  }
}
