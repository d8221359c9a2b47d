import type { Requester } from './machine.ts'
import { Parked } from './parked.ts'

/** Who waits for the end of which process. */
export class ProcessJoins {
  readonly #joiners = new Map<number, Parked<Requester>>()
  readonly #joined = new Set<number>()

  /** Somebody asks for the end of it. @returns whether somebody did before. */
  note(processId: number): boolean {
    const isKnown = this.#joined.has(processId)
    this.#joined.add(processId)
    return isKnown
  }

  add(processId: number, requester: Requester): void {
    let joiners = this.#joiners.get(processId)
    if (!joiners) this.#joiners.set(processId, (joiners = new Parked()))
    joiners.add(requester)
  }

  /** The process has ended: returns those who waited for it. */
  take(processId: number): Requester[] {
    const joiners = this.#joiners.get(processId)?.removeAll() ?? []
    this.#joiners.delete(processId)
    return joiners
  }

  /** @returns whether it waited; it does no longer. */
  remove({ client, id }: Requester): boolean {
    const isIt = (joiner: Requester): boolean => joiner.client === client && joiner.id === id
    for (const joiners of this.#joiners.values()) if (joiners.removeOne(isIt).length > 0) return true
    return false
  }
}
