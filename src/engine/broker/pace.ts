/**
 * How long a kind of task takes, by the workers' own reports (an estimate from arrival times would count what
 * the machine did meanwhile). The tasks of a map are a kind of their own: the next map with the same function
 * may be about other numbers.
 */
export class Pace {
  #averageUs: number | undefined
  #reported = 0

  /** Undefined until the first report. */
  get averageUs(): number | undefined {
    return this.#averageUs
  }

  /** How many at once the reports so far justify: twice as many as were seen, since the next may be a long one. */
  get allowance(): number {
    return 2 * this.#reported + 1
  }

  report(tasks: number, us: number): void {
    this.#reported += tasks
    const latestUs = Math.max(us / tasks, 0.1)
    this.#averageUs = this.#averageUs === undefined ? latestUs : (this.#averageUs + latestUs) / 2
  }
}

/** More functions than that are called one by one only where names are made up; then they learn anew. */
const mostFunctions = 256

/** The paces of functions that are called one by one, each call a job of its own. */
export class FunctionPaces {
  readonly #paces = new Map<string, Pace>()

  of(name: string): Pace {
    let pace = this.#paces.get(name)
    if (pace) return pace
    if (this.#paces.size >= mostFunctions) this.#paces.clear()
    this.#paces.set(name, (pace = new Pace()))
    return pace
  }
}
