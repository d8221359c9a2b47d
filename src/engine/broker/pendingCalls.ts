import type { Requester } from './machine.ts'

/** Which calls of whom are not answered yet. */
export class PendingCalls {
  readonly #byClient = new Map<number, Set<number>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Calls of `count` consecutive ids. */
  add(client: number, id: number, count: number): void {
    let ids = this.#byClient.get(client)
    if (!ids) this.#byClient.set(client, (ids = new Set()))
    for (let index = 0; index < count; index++) ids.add(id + index)
    this.#size += count
  }

  /** @returns whether it was pending; it is no longer. */
  take(client: number, id: number): boolean {
    const ids = this.#byClient.get(client)
    if (!ids?.delete(id)) return false
    if (ids.size === 0) this.#byClient.delete(client)
    this.#size--
    return true
  }

  forget(client: number): void {
    this.#size -= this.#byClient.get(client)?.size ?? 0
    this.#byClient.delete(client)
  }

  takeAll(): Requester[] {
    const all = [...this.#byClient].flatMap(([client, ids]) => [...ids].map((id) => ({ client, id })))
    this.#byClient.clear()
    this.#size = 0
    return all
  }
}
