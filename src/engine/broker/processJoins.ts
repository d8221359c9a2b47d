import type { Requester } from './machine.ts'

/** Who waits for the end of which process. */
export class ProcessJoins {
  readonly #joiners = new Map<number, Requester[]>()

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
