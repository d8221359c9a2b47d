import type { Requester } from './machine.ts'

/** Who waits for the end of which process. */
export class ProcessJoins {
  readonly #joiners = new Map<number, Requester[]>()
  readonly #joined = new Set<number>()

  /** Somebody asks for the end of it. @returns whether somebody did before. */
  note(processId: number): boolean {
    const isKnown = this.#joined.has(processId)
    this.#joined.add(processId)
    return isKnown
  }

  add(processId: number, requester: Requester): void {
    this.#joiners.set(processId, [...(this.#joiners.get(processId) ?? []), requester])
  }

  /** The process has ended: returns those who waited for it. */
  take(processId: number): Requester[] {
    const joiners = this.#joiners.get(processId) ?? []
    this.#joiners.delete(processId)
    return joiners
  }

  /** @returns whether it waited; it does no longer. */
  remove({ client, id }: Requester): boolean {
    for (const [processId, joiners] of this.#joiners) {
      const others = joiners.filter((joiner) => joiner.client !== client || joiner.id !== id)
      if (others.length === joiners.length) continue
      this.#joiners.set(processId, others)
      return true
    }
    return false
  }
}
