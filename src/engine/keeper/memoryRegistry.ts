import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import type { MemoryAnswer, MemoryRequest } from '../worker/threadMemory.ts'

/** The keeper's side of `threadMemory`: what the threads of this OS process share, by number. */
export class MemoryRegistry {
  readonly #shared = new Map<number, SharedArrayBuffer>()
  readonly #ports = new Set<MessagePort>()

  /** A thread, by the port that its `threadMemory` holds the other end of. */
  connect(port: MessagePort): void {
    this.#ports.add(port)
    port.on('message', (request: MemoryRequest) => this.#handle(port, request))
    port.on('close', () => this.#ports.delete(port))
  }

  #handle(port: MessagePort, request: MemoryRequest): void {
    switch (request.type) {
      case 'share':
        this.#shared.set(request.id, request.buffer)
        return
      case 'forget':
        this.#shared.delete(request.id)
        return
      case 'obtain': {
        this.#readAll()
        const { id, signal } = request
        port.postMessage({ id, buffer: this.#shared.get(id) } satisfies MemoryAnswer)
        Atomics.store(signal, 0, 1)
        Atomics.notify(signal, 0)
      }
    }
  }

  /** Ports are read in no order: what was shared or taken back before it is asked for may lie unread in another. */
  #readAll(): void {
    for (const port of this.#ports) {
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
        this.#handle(port, next.message as MemoryRequest)
    }
  }
}
