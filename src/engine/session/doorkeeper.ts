import { timingSafeEqual } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import type { Message } from '../wire/frame.ts'
import { reopened } from '../wire/directRead.ts'
import { FrameSocket } from '../wire/frameSocket.ts'
import type { BrokerOperation, ClientOperation } from '../wire/operations.ts'
import type { ClientSocket } from '../broker/client.ts'
import type { Rendezvous } from './runFolder.ts'

export interface DoorkeeperListener {
  /** Returns undefined when no such process is expected. */
  onHello(hello: Hello, socket: ClientSocket): Visit | undefined
}

export type Hello = Extract<ClientOperation, { op: 'hello' }>

/** What becomes of what comes in on one connection. */
export interface Visit {
  onMessages(messages: readonly Message<ClientOperation>[]): void
  /** `error`: why, where the other side has not closed it in order. */
  onClosed(error: Error | undefined): void
}

/**
 * Lets a run's processes in: the first message must be a hello with the run's key.
 * Everybody else is turned away.
 */
export class Doorkeeper {
  readonly #server: Server
  readonly #rendezvous: Rendezvous
  readonly #listener: DoorkeeperListener
  readonly #sockets = new Set<ClientSocket>()

  constructor(rendezvous: Rendezvous, listener: DoorkeeperListener) {
    this.#rendezvous = rendezvous
    this.#listener = listener
    this.#server = createServer((socket) => this.#admit(socket))
  }

  async open(): Promise<void> {
    this.#server.listen(this.#rendezvous.address)
    await once(this.#server, 'listening')
  }

  /** Closes the door and every connection: processes that still wait for something see it and end. */
  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #admit(socket: Socket): void {
    let visit: Visit | undefined
    const frames: ClientSocket = new FrameSocket<BrokerOperation, ClientOperation>(reopened(socket), {
      onMessages: (messages) => {
        if (visit) return visit.onMessages(messages)
        const first = messages[0]?.operation
        if (first?.op === 'hello' && this.#hasKey(first.key)) visit = this.#listener.onHello(first, frames)
        if (!visit) frames.destroy()
        else if (messages.length > 1) visit.onMessages(messages.slice(1))
      },
      onClose: (error) => {
        this.#sockets.delete(frames)
        visit?.onClosed(error)
      },
    })
    this.#sockets.add(frames)
  }

  #hasKey(key: unknown): boolean {
    const expected = Buffer.from(this.#rendezvous.key)
    const shown = Buffer.from(String(key))
    return shown.length === expected.length && timingSafeEqual(shown, expected)
  }
}
