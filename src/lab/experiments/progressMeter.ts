/**
 * How far an experiment has come. Its work is a list of passes over the items (serial and parallel, warm-up and
 * repeats); the time of those to come is estimated from those that were.
 */
export class ProgressMeter {
  readonly #passes: Pass[]
  readonly #items: number
  #finished = 0

  /** @param items - items of one whole pass */
  constructor(passes: Pass[], items: number) {
    this.#passes = passes
    this.#items = items
  }

  get total(): number {
    return this.#passes.length * this.#items
  }

  get done(): number {
    return this.#finished * this.#items
  }

  /** Expected time of the pass that is next; null while no pass is known. */
  get expectedMs(): number | null {
    const pass = this.#passes[this.#finished]
    return pass ? this.#estimate(pass) : 0
  }

  finishPass(tookMs: number): void {
    const pass = this.#passes[this.#finished]
    if (pass) pass.tookMs = tookMs
    this.#finished++
  }

  /** Estimate of the time that all unfinished passes take; null before the first has finished. */
  get remainingMs(): number | null {
    let sum = 0
    for (const pass of this.#passes.slice(this.#finished)) {
      const estimate = this.#estimate(pass)
      if (estimate === null) return null
      sum += estimate
    }
    return sum
  }

  /** Like the last pass of the same group; else the first one's time, shared by as many workers as can help. */
  #estimate(pass: Pass): number | null {
    const known = this.#passes.slice(0, this.#finished)
    const alike = known.findLast((other) => other.group === pass.group)
    if (alike?.tookMs !== undefined) return alike.tookMs
    const first = known[0]
    return first?.tookMs === undefined ? null : first.tookMs / pass.parallelism
  }
}

export interface Pass {
  /** Passes of a group take about equally long. */
  group: string
  /** By how much the work is shared: 1 for serial. */
  parallelism: number
  tookMs?: number
}
