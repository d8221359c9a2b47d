/** The most that the shared values and arrays of this process's runs may hold together. */
export const maxHeldBytes = 1024 * 1024 * 1024

/** What a broker holds for programs, which must not fill the memory of the app. */
export class MemoryBudget {
  readonly #limitBytes: number
  #heldBytes = 0
  readonly #bytesOf = new WeakMap<object, number>()
  // A run that is over lets go of all that it had made at once.
  readonly #released = new FinalizationRegistry<number>((bytes) => (this.#heldBytes -= bytes))

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  /** @returns what `make` makes, which holds so many bytes until it is collected; undefined when there is no room, here or in this process. */
  make<T extends object>(bytes: number, make: () => T): T | undefined {
    // Also for what is no number.
    if (!(this.#heldBytes + bytes <= this.#limitBytes)) return undefined
    try {
      const made = make()
      this.#heldBytes += bytes
      this.#bytesOf.set(made, bytes)
      this.#released.register(made, bytes, made)
      return made
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  }

  /** What was made holds nothing any more, although it is still there. Safe to call twice. */
  release(made: object): void {
    this.#heldBytes -= this.#bytesOf.get(made) ?? 0
    this.#bytesOf.delete(made)
    this.#released.unregister(made)
  }
}
