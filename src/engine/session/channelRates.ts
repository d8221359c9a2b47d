/** Rates over the last second, from totals that are looked at about ten times a second. */
export class Rates<Totals extends Record<string, number>> {
  readonly #windowMs: number
  readonly #history = new Map<string, { atMs: number; totals: Totals }[]>()

  constructor(windowMs = 1_000) {
    this.#windowMs = windowMs
  }

  /** Notes the totals of `key` and returns how fast each grew, per second. */
  update(key: string, totals: Totals, atMs: number): Totals {
    const history = this.#history.get(key) ?? []
    this.#history.set(key, history)
    while (history.length > 1 && (history[1]?.atMs ?? atMs) <= atMs - this.#windowMs) history.shift()
    const first = history[0]
    history.push({ atMs, totals })
    const elapsedSeconds = first ? Math.max(atMs - first.atMs, 1) / 1_000 : 0
    const rates = Object.keys(totals).map((name) => {
      const grown = first ? (totals[name] as number) - (first.totals[name] as number) : 0
      return [name, elapsedSeconds > 0 ? grown / elapsedSeconds : 0]
    })
    return Object.fromEntries(rates) as Totals
  }
}
