import type { WireError } from '../errors.ts'
import type { CallName, CallParams, CallResult, StreamItem, StreamName, StreamParams } from './contract.ts'
import type { ClientMessage, MessagePeer, ServerMessage } from './messages.ts'

/** An error that the host answered with. `code` is a `UserErrorCode` when the user can mend it. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly remote: WireError

  constructor(remote: WireError) {
    super(remote.message)
    this.remote = remote
  }

  get code(): string | undefined {
    return this.remote.code
  }
}

export interface StreamListener<T> {
  onItem(item: T): void
  onEnd?(): void
  onError?(error: RpcError): void
}

interface PendingCall {
  resolve(result: unknown): void
  reject(error: RpcError): void
}

/** The interface's end of the contract. Closing the peer rejects all that is pending. */
export class RpcClient {
  readonly #peer: MessagePeer<ClientMessage, ServerMessage>
  readonly #calls = new Map<number, PendingCall>()
  readonly #streams = new Map<number, StreamListener<unknown>>()
  #nextId = 0
  #closedBecause: string | undefined

  constructor(peer: MessagePeer<ClientMessage, ServerMessage>) {
    this.#peer = peer
    peer.onMessage((message) => this.#receive(message))
    peer.onClose((reason) => this.#close(reason))
  }

  call<M extends CallName>(method: M, params: CallParams<M>): Promise<CallResult<M>> {
    return new Promise((resolve, reject) => {
      if (this.#closedBecause !== undefined) return reject(closedError(this.#closedBecause))
      const id = this.#nextId++
      this.#calls.set(id, { resolve: resolve, reject })
      this.#peer.send({ type: 'call', id, method, params })
    })
  }

  /** Returns the disposer. After `onEnd` or `onError` nothing comes any more. */
  subscribe<S extends StreamName>(
    stream: S,
    params: StreamParams<S>,
    listener: StreamListener<StreamItem<S>>,
  ): () => void {
    if (this.#closedBecause !== undefined) {
      listener.onError?.(closedError(this.#closedBecause))
      return () => {}
    }
    const id = this.#nextId++
    this.#streams.set(id, listener)
    this.#peer.send({ type: 'subscribe', id, stream, params })
    return () => {
      if (this.#streams.delete(id)) this.#peer.send({ type: 'dispose', id })
    }
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'result':
        this.#calls.get(message.id)?.resolve(message.result)
        this.#calls.delete(message.id)
        return
      case 'error':
        this.#fail(message.id, new RpcError(message.error))
        return
      case 'item': {
        const listener = this.#streams.get(message.id)
        if (!listener) return
        listener.onItem(message.item)
        this.#peer.send({ type: 'taken', id: message.id })
        return
      }
      case 'end': {
        const listener = this.#streams.get(message.id)
        this.#streams.delete(message.id)
        listener?.onEnd?.()
      }
    }
  }

  #fail(id: number, error: RpcError): void {
    const call = this.#calls.get(id)
    const listener = this.#streams.get(id)
    this.#calls.delete(id)
    this.#streams.delete(id)
    call?.reject(error)
    listener?.onError?.(error)
  }

  #close(reason: string): void {
    this.#closedBecause = reason
    const error = closedError(reason)
    for (const id of [...this.#calls.keys(), ...this.#streams.keys()]) this.#fail(id, error)
  }
}

function closedError(reason: string): RpcError {
  return new RpcError({
    name: 'ConnectionClosedError',
    code: 'closed',
    message: `The host is gone: ${reason}`,
  })
}
