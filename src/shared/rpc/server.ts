import { toWireError, UserError } from '../errors.ts'
import {
  calls,
  streams,
  type CallHandlers,
  type CallName,
  type StreamHandlers,
  type StreamName,
  type StreamSink,
} from './contract.ts'
import { clientMessageSchema, type MessagePeer, type ServerMessage } from './messages.ts'

/** Bounds what one watcher may keep open. */
const maxStreamsPerPeer = 64
const maxCallsPerPeer = 256

interface OpenStream {
  dispose(): void
  /** Lets a waiting `emit` go on. */
  taken(): void
}

/**
 * The host's end of the contract: validates every message and parameter before a handler runs, and ends all
 * of a peer's streams when it goes. One `RpcServer` per peer.
 */
export class RpcServer {
  readonly #peer: MessagePeer<ServerMessage, unknown>
  readonly #calls: CallHandlers
  readonly #sources: StreamHandlers
  readonly #open = new Map<number, OpenStream>()
  #pendingCalls = 0
  #closed = false

  constructor(peer: MessagePeer<ServerMessage, unknown>, handlers: CallHandlers, sources: StreamHandlers) {
    this.#peer = peer
    this.#calls = handlers
    this.#sources = sources
    peer.onMessage((message) => this.#receive(message))
    peer.onClose(() => this.dispose())
  }

  dispose(): void {
    this.#closed = true
    for (const stream of this.#open.values()) stream.dispose()
    this.#open.clear()
  }

  #receive(raw: unknown): void {
    const parsed = clientMessageSchema.safeParse(raw)
    // A message that is not of the protocol has no id to answer to; it is ignored, never acted upon.
    if (!parsed.success) return
    const message = parsed.data
    switch (message.type) {
      case 'call':
        void this.#call(message.id, message.method, message.params)
        return
      case 'subscribe':
        this.#subscribe(message.id, message.stream, message.params)
        return
      case 'taken':
        this.#open.get(message.id)?.taken()
        return
      case 'dispose':
        this.#open.get(message.id)?.dispose()
        this.#open.delete(message.id)
    }
  }

  async #call(id: number, method: string, params: unknown): Promise<void> {
    try {
      if (!Object.hasOwn(calls, method)) throw new UserError('bad-input', `There is no method '${method}'.`)
      if (this.#pendingCalls >= maxCallsPerPeer) throw new UserError('limit', 'Too many calls at once.')
      const name = method as CallName
      const input = parse(calls[name].params, params, `The call '${name}'`)
      this.#pendingCalls++
      try {
        const handler = this.#calls[name] as (input: unknown) => unknown
        this.#send({ type: 'result', id, result: await handler(input) })
      } finally {
        this.#pendingCalls--
      }
    } catch (error) {
      this.#send({ type: 'error', id, error: toWireError(error) })
    }
  }

  #subscribe(id: number, stream: string, params: unknown): void {
    try {
      if (!Object.hasOwn(streams, stream)) throw new UserError('bad-input', `There is no stream '${stream}'.`)
      if (this.#open.has(id)) throw new UserError('bad-input', `Subscription ${id} exists already.`)
      if (this.#open.size >= maxStreamsPerPeer)
        throw new UserError('limit', 'Too many subscriptions at once.')
      const name = stream as StreamName
      const input = parse(streams[name].params, params, `The stream '${name}'`)
      this.#openStream(id, this.#sources[name] as Source, input)
    } catch (error) {
      this.#send({ type: 'error', id, error: toWireError(error) })
    }
  }

  #openStream(id: number, source: Source, input: unknown): void {
    let waiting: (() => void)[] = []
    let disposeSource: (() => void) | undefined
    const state = { ended: false }
    const taken = (): void => waiting.shift()?.()
    const dispose = (): void => {
      state.ended = true
      const release = waiting
      waiting = []
      for (const resolve of release) resolve()
      disposeSource?.()
    }
    const finish = (message: ServerMessage): void => {
      if (state.ended) return
      this.#send(message)
      dispose()
      this.#open.delete(id)
    }
    this.#open.set(id, { dispose, taken })
    const sink: StreamSink<unknown> = {
      emit: (item) => {
        if (state.ended) return Promise.resolve()
        // Waits before it sends: over a transport without delay the answer comes within `send`.
        const isTaken = new Promise<void>((resolve) => waiting.push(resolve))
        this.#send({ type: 'item', id, item })
        return isTaken
      },
      end: () => finish({ type: 'end', id }),
      fail: (error) => finish({ type: 'error', id, error: toWireError(error) }),
    }
    try {
      disposeSource = source(input, sink)
    } catch (error) {
      // A source that cannot be opened (there is no such run) must not keep its place among the open ones.
      sink.fail(error)
      return
    }
    // A source may end while it is being opened, before its disposer is known.
    if (state.ended) disposeSource()
  }

  #send(message: ServerMessage): void {
    if (!this.#closed) this.#peer.send(message)
  }
}

type Source = (params: unknown, sink: StreamSink<unknown>) => () => void

interface Schema {
  safeParse(value: unknown): { success: true; data: unknown } | { success: false; error: { issues: Issue[] } }
}
interface Issue {
  path: PropertyKey[]
  message: string
}

function parse(schema: Schema, value: unknown, what: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const where = issue && issue.path.length > 0 ? ` at '${issue.path.join('.')}'` : ''
  throw new UserError('bad-input', `${what} got a wrong value${where}: ${issue?.message ?? 'invalid'}.`)
}
