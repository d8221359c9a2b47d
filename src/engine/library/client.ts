import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { MisuseError } from '../errors.ts'
import { decodeRun } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import type { EncodedItem } from '../values/item.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { Message } from '../wire/frame.ts'
import type { OpenSocket } from '../wire/directRead.ts'
import { encodedBytes, FrameSocket } from '../wire/frameSocket.ts'
import type { BrokerOperation, ClientOperation } from '../wire/operations.ts'
import { rebuildThrown } from './remoteErrors.ts'
import { goodbye } from './goodbye.ts'
import {
  callBytes,
  disconnected,
  heldUp,
  settled,
  type HeldSend,
  type Pending,
  type SendOperation,
} from './pending.ts'
import { SendWindow } from './sendWindow.ts'
import { connectionsIn, revive } from './sharedReferences.ts'

/**
 * This process's connection to the broker. One per process; the worker bootstrap makes it before the program
 * is imported. Owns the socket and every pending request: when the socket closes, all of them reject.
 */

/** A request that may wait long and can be told to wait no longer. */
export interface WaitingRequest<T> {
  answer: Promise<T>
  /** It is answered soon, as if its time were over, if it is not answered yet. */
  cancel(): void
}

/** How long a process that calls `process.exit()` waits for the broker to have read its last words. */
const farewellLimitMs = 5_000

/** Called with what is not the answer to a request. */
export type OperationListener = (operation: BrokerOperation, items: ItemRun | undefined) => void

/** Numbers of shared objects are made without asking: the process's number and a counter. */
const objectsPerProcess = 2 ** 32

export class Client {
  /** Told by `hello`. */
  processId = 0
  readonly #socket: FrameSocket<ClientOperation, BrokerOperation>
  readonly #pending = new Map<number, Pending>()
  readonly #window = new SendWindow<HeldSend>()
  #listener: OperationListener = () => {}
  #onClosed: () => void = () => {}
  #nextRequest = 1
  #nextObject = 1
  #holds = 0
  #hasSaidFarewell = false
  readonly #lastWords = new Set<() => void>()

  private constructor(open: OpenSocket) {
    this.#socket = new FrameSocket(open, {
      onMessages: (messages) => this.#receive(messages),
      onClose: () => this.#close(),
    })
    this.#socket.unref()
  }

  /** Connects; nobody knows this process before it says `hello`. */
  static async connect(address: string): Promise<Client> {
    let socket!: Socket
    const client = new Client((onread) => (socket = connect({ path: address, onread })))
    await once(socket, 'connect')
    return client
  }

  /** @param tid - the system's number of the thread that this is, where it is one. */
  hello(processId: number, key: string, tid: number | null = null): void {
    this.processId = processId
    this.post({ op: 'hello', processId, key, pid: process.pid, tid, part: 'process' })
    this.flush()
  }

  listen(listener: OperationListener, onClosed: () => void): void {
    this.#listener = listener
    this.#onClosed = onClosed
  }

  /** A number for a new shared object; `count` consecutive ones are taken. */
  newObject(count = 1): number {
    const object = this.processId * objectsPerProcess + this.#nextObject
    this.#nextObject += count
    return object
  }

  post(operation: ClientOperation, items?: EncodedItem[]): void {
    if (items) this.#socket.postItems(operation, items)
    else this.#socket.post(operation)
  }

  /** Asks and waits for the answer. `make` is given the request's number. */
  request<T>(make: (id: number) => ClientOperation, items?: EncodedItem[]): Promise<T> {
    const id = this.#nextRequest++
    const answer = this.#expect<T>(id, items !== undefined)
    this.post(make(id), items)
    return answer
  }

  /** Like `request`, for one that has a time-out. */
  waitingRequest<T>(make: (id: number) => ClientOperation): WaitingRequest<T> {
    const request = this.#nextRequest++
    const operation = make(request)
    const object = 'object' in operation ? operation.object : undefined
    const answer = this.#expect<T>(request, false)
    this.post(operation)
    const cancel = (): void => {
      if (this.#pending.has(request)) this.post({ op: 'cancel', request, object })
    }
    return { answer, cancel }
  }

  /**
   * Sends one item; items of the same kind to the same object travel in one operation.
   * @param timeoutMs - for puts and calls: how long it may wait, here and in the broker.
   */
  sendItem<T = void>(op: SendOperation, object: number, item: EncodedItem, timeoutMs?: number): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#socket.isClosed) return reject(disconnected())
      // A call may take for ever: who ends does not wait for its answer.
      const isSend = op !== 'manager.call'
      const bytes = encodedBytes(item) + (isSend ? 0 : callBytes)
      const pending: Pending = { resolve: resolve, reject, isSend, object, bytes }
      if (this.#window.enter(object, bytes)) this.#sendNow(op, item, pending, timeoutMs)
      else this.#hold(op, item, pending, timeoutMs)
    })
  }

  #hold(op: SendOperation, item: EncodedItem, pending: Pending, timeoutMs: number | undefined): void {
    if (timeoutMs === 0) return pending.reject(heldUp(op))
    const { object, bytes } = pending
    const carries = connectionsIn(item.references)
    const endMs = timeoutMs === undefined ? undefined : performance.now() + timeoutMs
    const go = (): void => {
      const leftMs = endMs === undefined ? undefined : Math.max(0, endMs - performance.now())
      this.#sendNow(op, item, pending, leftMs)
    }
    const send: HeldSend = { object, bytes, carries, pending, go, timer: undefined }
    this.#window.hold(send)
    if (timeoutMs === undefined) return
    send.timer = setTimeout(() => this.#window.cancel(send) && pending.reject(heldUp(op)), timeoutMs)
  }

  readonly #sendHeld = ({ go, timer }: HeldSend): void => {
    clearTimeout(timer)
    go()
  }

  #sendNow(op: SendOperation, item: EncodedItem, pending: Pending, timeoutMs: number | undefined): void {
    const { object } = pending
    const id = this.#nextRequest++
    this.#register(id, pending)
    if (timeoutMs !== undefined) this.#socket.postItems({ op, object, id, n: 1, timeoutMs }, [item])
    else if (!this.#socket.extend(op, object, id, item))
      this.#socket.postItems({ op, object, id, n: 1 }, [item])
  }

  /**
   * Asks for raw memory, or writes it. Requests to one object whose bytes exceed the window wait here, in order.
   *
   * @param bytes - how much is under way meanwhile: what is sent, or what the answer brings.
   * @param isSend - whether a process that ends in order waits for it.
   */
  memoryRequest<T>(
    { object, bytes, isSend }: { object: number; bytes: number; isSend: boolean },
    make: (id: number) => ClientOperation,
    item?: EncodedItem,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#socket.isClosed) return reject(disconnected())
      const pending: Pending = { resolve: resolve, reject, isSend, object, bytes }
      const go = (): void => {
        const id = this.#nextRequest++
        this.#register(id, pending)
        this.post(make(id), item && [item])
      }
      if (this.#window.enter(object, bytes)) go()
      else this.#window.hold({ object, bytes, pending, go, timer: undefined })
    })
  }

  /** Whether this is still to be written, and nothing but its like was said since: its item may become longer. */
  canGrow(operation: ClientOperation): boolean {
    return this.#socket.isInTail(operation)
  }

  /** The operation's item has become longer. */
  grew(bytes: number): void {
    this.#socket.grew(bytes)
  }

  /**
   * Like `request`, once nothing that was put or sent before is held up by it: closing loses nothing.
   * @param isSend - whether a process that ends in order waits for it.
   */
  requestAfterSends(object: number, make: (id: number) => ClientOperation, isSend = true): Promise<void> {
    return new Promise((resolve, reject) => {
      // Sends that were under way then are never answered.
      if (this.#socket.isClosed) return reject(disconnected())
      this.#window.whenIdle(object, () => {
        const id = this.#nextRequest++
        this.#expect<void>(id, isSend).then(resolve, reject)
        this.post(make(id))
      })
    })
  }

  /** Notes that loaned items were handed to the program: before anything that the program says next. */
  consumed(op: 'queue.consumed' | 'pipe.consumed', object: number): void {
    const newest = this.#socket.newestOperation()
    if (newest?.op === op && newest.object === object) newest.count++
    else this.#socket.post({ op, object, count: 1 })
  }

  flush(): void {
    this.#socket.flush()
  }

  /** Resolves when every put and send that was called is answered: the broker has it, or its caller the error. */
  async sent(): Promise<void> {
    for (;;) {
      const sends = [...this.#pending.values()].filter(({ isSend }) => isSend)
      if (sends.length === 0) return
      await Promise.all(sends.map(settled))
    }
  }

  /** The callback may still say something before this process ends in order. */
  beforeFarewell(speak: () => void): void {
    this.#lastWords.add(speak)
  }

  /** Resolves when the broker has read everything that was posted. */
  async farewell(): Promise<void> {
    await this.#sayGoodbye().answer
  }

  /** The same without the event loop, for `process.exit()`. Does nothing after `farewell`. */
  farewellNow(): void {
    if (this.#hasSaidFarewell) return
    const { id } = this.#sayGoodbye()
    this.#socket.finishNow(() => !this.#pending.has(id), farewellLimitMs)
  }

  /** First what is held, also of calls that nobody waits for. What closes after it must not come before the goodbye. */
  #sayGoodbye(): { id: number; answer: Promise<void> } {
    this.#hasSaidFarewell = true
    for (const speak of this.#lastWords) speak()
    const close = this.#window.giveUp(this.#sendHeld)
    const id = this.#nextRequest
    const answer = this.request<void>(goodbye).catch(() => {})
    close()
    return { id, answer }
  }

  /** Writes what was posted; resolves when the kernel has taken all of it. Undefined when it has already. */
  written(): Promise<void> | undefined {
    return this.#socket.written()
  }

  /** Resolves when the socket takes more without growing its buffer. */
  writable(): Promise<void> {
    return this.#socket.writable()
  }

  /**
   * Keeps the process alive while it is held, as every pending request does. Without a hold or a request a
   * program that waits for nothing ends, as any Node program does.
   */
  hold(): void {
    if (this.#holds++ === 0 && this.#pending.size === 0) this.#socket.ref()
  }

  release(): void {
    if (--this.#holds === 0 && this.#pending.size === 0) this.#socket.unref()
  }

  #expect<T>(id: number, isSend: boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#socket.isClosed) return reject(disconnected())
      this.#register(id, { resolve: resolve, reject, isSend, object: 0, bytes: 0 })
    })
  }

  #register(id: number, pending: Pending): void {
    if (this.#pending.size === 0 && this.#holds === 0) this.#socket.ref()
    this.#pending.set(id, pending)
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (pending && pending.object > 0) this.#window.leave(pending.object, pending.bytes, this.#sendHeld)
    if (this.#pending.size === 0 && this.#holds === 0) this.#socket.unref()
    return pending
  }

  #receive(messages: readonly Message<BrokerOperation>[]): void {
    for (const { operation, items } of messages) {
      switch (operation.op) {
        case 'done':
          for (let index = 0; index < operation.count; index++)
            this.#take(operation.id + index)?.resolve(undefined)
          break
        case 'value':
          this.#take(operation.id)?.resolve(operation.value)
          break
        case 'items':
          this.#resolveItems(operation.id, items as ItemRun)
          break
        case 'answers':
          this.#resolveEach(operation.id, items as ItemRun)
          break
        case 'failed':
          this.#take(operation.id)?.reject(rebuildThrown(operation.error))
          break
        default:
          this.#listener(operation, items)
      }
    }
  }

  /** Answers with the decoded items, always as a list. */
  #resolveItems(id: number, items: ItemRun): void {
    const pending = this.#take(id)
    try {
      pending?.resolve(decodeRun(items, revive))
    } catch (error) {
      pending?.reject(error as Error)
    }
  }

  /** Answers requests of consecutive ids, each by one item: what cannot be read fails by itself. */
  #resolveEach(id: number, items: ItemRun): void {
    try {
      for (const [index, value] of decodeRun(items, revive).entries()) this.#take(id + index)?.resolve(value)
    } catch (error) {
      if (items.count === 1) return this.#take(id)?.reject(error as Error)
      for (let index = 0; index < items.count; index++)
        this.#resolveEach(id + index, items.slice(index, index + 1))
    }
  }

  #close(): void {
    const lost = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of lost) reject(disconnected())
    const close = this.#window.giveUp(({ pending, timer }) => {
      clearTimeout(timer)
      pending.reject(disconnected())
    })
    close()
    this.#onClosed()
  }
}

let current: Client | undefined

/** Called once by the bootstrap. */
export function setClient(client: Client): void {
  current = client
}

/** @throws MisuseError outside of a run. */
export function client(): Client {
  if (current) return current
  throw new MisuseError(
    'multiprocessing works in programs that Forkscope starts: run this one with `forkscope run <program>`.',
  )
}

/** Tells the run's watchers something that the program knows (the progress of an experiment). */
export function reportNote(note: unknown): void {
  client().post({ op: 'note', n: 1 }, [encodeValue(note, 'note')])
}
