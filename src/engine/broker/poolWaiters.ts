import type { WireError } from '../../shared/errors.ts'
import type { Requester } from './machine.ts'
import type { PoolCommand } from './poolTypes.ts'

/** Who waits for a pool to be ready, and who for its last worker to end. */
export class PoolWaiters {
  #forReady: Requester[] = []
  #forEnd: Requester[] = []

  addForReady({ client, id }: Requester): void {
    this.#forReady.push({ client, id })
  }

  addForEnd({ client, id }: Requester, out: PoolCommand[]): void {
    this.#forEnd.push({ client, id })
    out.push({ type: 'park', client, id, operation: 'join', timeoutMs: undefined })
  }

  ready(out: PoolCommand[]): void {
    for (const waiter of this.#forReady) out.push(done(waiter))
    this.#forReady = []
  }

  neverReady(error: WireError, out: PoolCommand[]): void {
    for (const { client, id } of this.#forReady) out.push({ type: 'error', client, id, error })
    this.#forReady = []
  }

  ended(out: PoolCommand[]): void {
    for (const waiter of this.#forEnd) out.push(done(waiter))
    this.#forEnd = []
  }
}

export function done({ client, id }: Requester): PoolCommand {
  return { type: 'done', client, id, count: 1 }
}
