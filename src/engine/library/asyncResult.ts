import { MisuseError, TimeoutError } from '../errors.ts'
import { Refused } from '../values/faults.ts'
import { toSharedReference } from '../values/item.ts'
import { wireTimeout } from './timeouts.ts'

export interface ResultCallbacks<R> {
  /** Called with the result before `get()` returns. */
  callback?: (result: R) => unknown
  /** Called with the error before `get()` rejects. */
  errorCallback?: (error: Error) => unknown
}

/** The result of a task, or of a map, that goes on. */
export class AsyncResult<R> {
  readonly #settled: Promise<void>
  /** Of waits that have a time-out: whoever asks again and again must leave nothing behind. */
  readonly #waiters = new Set<() => void>()
  #outcome: { result: R } | { error: Error } | undefined

  /** @internal Pools make these. */
  constructor(promise: Promise<R>, { callback, errorCallback }: ResultCallbacks<R> = {}) {
    this.#settled = promise.then(
      (result) => {
        guarded(() => callback?.(result))
        this.#settle({ result })
      },
      (error: Error) => {
        guarded(() => errorCallback?.(error))
        this.#settle({ error })
      },
    )
  }

  /**
   * The result.
   * @throws what the task threw; TimeoutError when it does not come in time (the task goes on).
   */
  async get(timeoutMs?: number): Promise<R> {
    await this.wait(timeoutMs)
    if (!this.#outcome)
      throw new TimeoutError(`No result within ${timeoutMs} ms; the task goes on.`, { timeoutMs })
    if ('error' in this.#outcome) throw this.#outcome.error
    return this.#outcome.result
  }

  /** Waits until the result is there, or the time is over; says nothing of which. */
  async wait(timeoutMs?: number): Promise<void> {
    const limitMs = wireTimeout(timeoutMs)
    if (limitMs === undefined) return this.#settled
    if (this.#outcome) return
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#waiters.delete(end)
        resolve()
      }
      const timer = setTimeout(end, limitMs)
      this.#waiters.add(end)
    })
  }

  #settle(outcome: { result: R } | { error: Error }): void {
    this.#outcome = outcome
    for (const end of this.#waiters) end()
  }

  ready(): boolean {
    return this.#outcome !== undefined
  }

  /** @throws MisuseError before it is ready. */
  successful(): boolean {
    if (!this.#outcome)
      throw new MisuseError('successful(): the result is not there yet; await wait() first.')
    return 'result' in this.#outcome
  }

  /** What it waits for comes to the process that asked. */
  [toSharedReference](): never {
    const advice = 'It belongs to the process that asked for it: await get() and send the result'
    throw new Refused({ what: 'an AsyncResult', advice })
  }
}

/** A callback that throws, or rejects, is the program's fault and must not stop anybody's result. */
function guarded(callback: () => unknown): void {
  const report = (error: unknown): void => console.error('A callback of an AsyncResult threw:', error)
  try {
    Promise.resolve(callback()).catch(report)
  } catch (error) {
    report(error)
  }
}
