import type { ItemRun } from '../values/itemRun.ts'
import type { FrameSocket } from '../wire/frameSocket.ts'
import type { BrokerOperation, ClientOperation } from '../wire/operations.ts'

export type ClientSocket = FrameSocket<BrokerOperation, ClientOperation>

/** The broker's end of one process. */
export class Client {
  readonly processId: number
  /** It acts only when it is told to, as a pool's worker or a manager does. */
  readonly isServant: boolean
  /** Operations that it has sent. */
  heard = 0
  readonly #socket: ClientSocket

  constructor(processId: number, isServant: boolean, socket: ClientSocket) {
    this.processId = processId
    this.isServant = isServant
    this.#socket = socket
  }

  post(operation: BrokerOperation, items?: ItemRun): void {
    this.#socket.post(operation, items)
  }

  /** Tasks of one function that leave in one tick become one operation. */
  tasks(operation: Extract<BrokerOperation, { op: 'tasks' }>, items: ItemRun): void {
    const newest = this.#socket.newestOperation()
    const isSame =
      newest?.op === 'tasks' &&
      newest.function === operation.function &&
      newest.shape === operation.shape &&
      !newest.isAlone &&
      !operation.isAlone
    if (!isSame) return this.#socket.post(operation, items)
    newest.n += operation.n
    this.#socket.append(items)
  }

  /** Answers `count` requests; consecutive answers become one operation. */
  done(id: number, count: number): void {
    const newest = this.#socket.newestOperation()
    if (newest?.op === 'done' && newest.id + newest.count === id) newest.count += count
    else this.#socket.post({ op: 'done', id, count })
  }

  destroy(): void {
    this.#socket.destroy()
  }
}
