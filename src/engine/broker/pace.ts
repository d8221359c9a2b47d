/**
 * How long a job's tasks take, by the workers' own reports (an estimate from arrival times would count what
 * the machine did meanwhile). Each job learns anew: the next map of the same function may be about other
 * numbers.
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
