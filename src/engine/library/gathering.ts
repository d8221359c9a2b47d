import type { JobListener } from './job.ts'

/**
 * Gathers a job's results in input order. Settles when every task is answered: with the first error to arrive,
 * if any; else with the results.
 */
export class Gathering implements JobListener {
  readonly settled: Promise<unknown[]>
  #resolve!: (results: unknown[]) => void
  #reject!: (error: Error) => void
  #results: unknown[] = []
  #left = Infinity
  #firstError: Error | undefined

  constructor() {
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Whoever awaits it gets the error; a caller that is still submitting must not crash the process by it.
    this.settled.catch(() => {})
  }

  /** To be called before the first answer can arrive. */
  expect(tasks: number): void {
    this.#results = new Array<unknown>(tasks)
    this.#left = tasks
    this.#settle(0)
  }

  /** Settles with an error of the caller's own: nothing that was submitted matters any more. */
  fail(error: Error): void {
    this.#reject(error)
  }

  onResults(first: number, values: unknown[]): void {
    for (let index = 0; index < values.length; index++) this.#results[first + index] = values[index]
    this.#settle(values.length)
  }

  onFailed(_task: number, error: Error): void {
    this.#firstError ??= error
    this.#settle(1)
  }

  onBroken(error: Error): void {
    this.#reject(this.#firstError ?? error)
  }

  #settle(answered: number): void {
    this.#left -= answered
    if (this.#left > 0) return
    if (this.#firstError) this.#reject(this.#firstError)
    else this.#resolve(this.#results)
  }
}
