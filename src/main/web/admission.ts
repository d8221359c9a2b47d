/**
 * Who may stand at the door: WebSockets that have not shown the token yet. A wrong guess keeps its place for a
 * while after its socket is closed, so that guessing is limited to `places / penaltyMs`, from however many
 * sockets, while a page that has the token waits a second at worst.
 */
export class Admission {
  readonly #places: number
  readonly #penaltyMs: number
  readonly #penalties = new Set<NodeJS.Timeout>()
  #taken = 0
  #refused = 0

  /**
   * @param places - sockets that may wait for their token at once. Default 16.
   * @param penaltyMs - how long a wrong guess keeps its place. Default 1,000.
   */
  constructor({ places = 16, penaltyMs = 1_000 } = {}) {
    this.#places = places
    this.#penaltyMs = penaltyMs
  }

  /** Guesses that were wrong, and sockets that found no place. */
  get refused(): number {
    return this.#refused
  }

  /** A place for one socket; null when all are taken. */
  enter(): AdmissionPlace | null {
    if (this.#taken >= this.#places) {
      this.#refused++
      return null
    }
    this.#taken++
    let isLeft = false
    const leaveOnce = (leave: () => void): void => {
      if (isLeft) return
      isLeft = true
      leave()
    }
    return {
      leave: () => leaveOnce(() => this.#taken--),
      leaveWrong: () => leaveOnce(() => this.#punish()),
    }
  }

  dispose(): void {
    for (const timer of this.#penalties) clearTimeout(timer)
    this.#penalties.clear()
  }

  #punish(): void {
    this.#refused++
    const timer = setTimeout(() => {
      this.#penalties.delete(timer)
      this.#taken--
    }, this.#penaltyMs)
    timer.unref()
    this.#penalties.add(timer)
  }
}

/** Both ways to leave count once. */
export interface AdmissionPlace {
  leave(): void
  leaveWrong(): void
}
