import type { Command, Requester } from './machine.ts'
import { Parked } from './parked.ts'

/** How many of a queue's items were put and are not reported done, and who waits until none is left. */
export class UnfinishedTasks {
  #count = 0
  readonly #joiners = new Parked<Requester>()

  added(count: number): void {
    this.#count += count
  }

  /** An item's work is done: one item less. */
  done({ client, id }: Requester, queue: string, out: Command[]): void {
    if (this.#count === 0) {
      const message = `taskDone() was called more often than items were put into ${queue}.`
      out.push({ type: 'fail', client, id, code: 'misuse', message })
      return
    }
    this.#count--
    out.push({ type: 'done', client, id, count: 1 })
    if (this.#count > 0) return
    for (const joiner of this.#joiners.removeAll())
      out.push({ type: 'done', client: joiner.client, id: joiner.id, count: 1 })
  }

  join({ client, id }: Requester, out: Command[]): void {
    if (this.#count === 0) {
      out.push({ type: 'done', client, id, count: 1 })
      return
    }
    this.#joiners.add({ client, id })
    out.push({ type: 'park', client, id, operation: 'join', timeoutMs: undefined })
  }

  gone(client: number): void {
    this.#joiners.remove((joiner) => joiner.client === client)
  }
}
