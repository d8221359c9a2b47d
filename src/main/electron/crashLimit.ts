/** A page that crashes more often than this within {@link crashWindowMs} is not loaded again by itself. */
const maxCrashes = 3
const crashWindowMs = 60_000

/** Counts crashes, and tells when loading again by itself has no sense any more. */
export class CrashLimit {
  #atMs: number[] = []

  /** @returns how many crashes there were within the last minute when these are too many, else null. */
  crashed(nowMs: number): number | null {
    this.#atMs = [...this.#atMs.filter((atMs) => nowMs - atMs < crashWindowMs), nowMs]
    return this.#atMs.length > maxCrashes ? this.#atMs.length : null
  }

  /** Somebody asked for it to be loaded again: counting begins anew. */
  forgive(): void {
    this.#atMs = []
  }
}
