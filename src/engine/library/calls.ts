import { encodeValue } from '../values/encode.ts'
import { client } from './client.ts'
import { Job, type JobListener } from './job.ts'

interface Call {
  resolve(result: unknown): void
  reject(error: Error): void
}

/**
 * The calls of one function, one by one (`apply`). They are tasks of one job that stays open, so that a burst
 * of calls costs no more than a map.
 */
export class Calls implements JobListener {
  readonly #job: Job
  readonly #onBroken: () => void
  /** By the task's index. */
  readonly #pending = new Map<number, Call>()
  /** A call that is not settled keeps the process alive. */
  #isHeld = false
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
    const task = this.#job.addEncoded(encodeValue(args, 'args'))
    if (!this.#isHeld) client().hold()
    this.#isHeld = true
    return new Promise((resolve, reject) => this.#pending.set(task, { resolve, reject }))
  }

  flush(): void {
    this.#job.flush()
  }

  /** No more calls will be made; those that were go on. */
  complete(): void {
    this.#job.complete()
  }

  /** Resolves when every call is settled. */
  idle(): Promise<void> {
    if (this.#pending.size === 0) return Promise.resolve()
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
    this.#pending.clear()
    this.#onBroken()
    this.#settle()
  }

  #take(task: number): Call | undefined {
    const call = this.#pending.get(task)
    this.#pending.delete(task)
    return call
  }

  #settle(): void {
    if (this.#pending.size > 0 || !this.#isHeld) return
    this.#isHeld = false
    client().release()
    const waiting = this.#onIdle
    this.#onIdle = []
    for (const resolve of waiting) resolve()
  }
}
