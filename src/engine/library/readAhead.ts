/** How much of its work a consumer should find done, in ms. */
const targetMs = 20
/** The default may grow to so many times what it begins with, as long as it is no more than so many bytes. */
const mostGrowth = 64
const mostBytes = 4 * 1024 * 1024

/**
 * How far an input may be read ahead of the results that were taken. A given limit stands; the default grows
 * while items go through fast, because a few items in flight would then be a round trip for every few items.
 */
export class ReadAhead {
  readonly #isFixed: boolean
  readonly #least: number
  #limit: number
  #sinceMs: number
  #taken = 0

  constructor(given: number | undefined, least: number, nowMs: number) {
    this.#isFixed = given !== undefined
    this.#least = this.#limit = given ?? least
    this.#sinceMs = nowMs
  }

  /** Items. */
  get limit(): number {
    return this.#limit
  }

  /**
   * To be called now and then.
   * @param taken - results that were taken since the beginning.
   * @param itemBytes - the mean size of an item.
   */
  adapt(taken: number, itemBytes: number, nowMs: number): void {
    const passedMs = nowMs - this.#sinceMs
    if (this.#isFixed || passedMs < 1) return
    const wanted = ((taken - this.#taken) / passedMs) * targetMs
    const most = Math.min(this.#least * mostGrowth, mostBytes / Math.max(itemBytes, 1))
    // Half way: one slow item among fast ones is no reason to forget how fast they are.
    this.#limit = Math.max(this.#least, Math.min(most, Math.round((this.#limit + wanted) / 2)))
    this.#sinceMs = nowMs
    this.#taken = taken
  }
}
