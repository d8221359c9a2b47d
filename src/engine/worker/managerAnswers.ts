import type { Client } from '../library/client.ts'
import type { EncodedItem } from '../values/item.ts'
import { encodedBytes } from '../wire/frameSocket.ts'
import { describeThrown } from './thrown.ts'

/** What one operation may carry. */
const batchBytes = 64 * 1024

interface Batch {
  caller: number
  first: number
  items: EncodedItem[]
  bytes: number
}

/** Collects a manager's answers: those to consecutive requests of one caller leave as one operation. */
export class ManagerAnswers {
  readonly #client: Client
  readonly #manager: number
  #batch: Batch | undefined
  #isScheduled = false

  constructor(client: Client, manager: number) {
    this.#client = client
    this.#manager = manager
  }

  add(caller: number, request: number, item: EncodedItem): void {
    let batch = this.#batch
    if (batch?.caller !== caller || batch.first + batch.items.length !== request) {
      this.flush()
      this.#batch = batch = { caller, first: request, items: [], bytes: 0 }
    }
    batch.items.push(item)
    batch.bytes += encodedBytes(item)
    if (batch.bytes >= batchBytes) this.flush()
  }

  refuse(caller: number, request: number, thrown: unknown): void {
    this.flush()
    const error = describeThrown(thrown)
    this.#client.post({ op: 'manager.refuse', object: this.#manager, caller, request, error })
  }

  flush(): void {
    const batch = this.#batch
    if (!batch) return
    this.#batch = undefined
    const { caller, first: request, items } = batch
    this.#client.post(
      { op: 'manager.answer', object: this.#manager, caller, request, n: items.length },
      items,
    )
  }

  /** Several async methods may end in one turn. */
  flushSoon(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#isScheduled = false
      this.flush()
    })
  }
}
