import type { Socket } from 'node:net'
import { BrokenPipeError, ClosedError, EOFError, MisuseError, TimeoutError } from '../errors.ts'
import { encodeBytes } from '../values/encode.ts'
import { toSharedReference } from '../values/item.ts'
import { Refused } from '../values/faults.ts'
import { readBeforeDestroy } from '../wire/blockingSocket.ts'
import type { WaitingRequest } from './client.ts'
import { countConnection } from './directConnections.ts'
import { noteDirectSend } from './directSends.ts'
import { bytesToSend, checkTarget, copyInto, receivedBytes } from './messageBytes.ts'
import type { WaitOptions } from './queue.ts'
import { decodeMessage, encodeMessage, frameOf, MessageReader, type ReceivedMessage } from './socketFrames.ts'
import { wireTimeout } from './timeouts.ts'

/** Unread messages beyond this stay with the sender. */
const mostUnreadBytes = 16 * 1024 * 1024
/** What a message takes here beside its bytes, about. */
const messageBytes = 128
/** How long `close()` waits for the other side to take what was sent. */
const lingerMs = 5_000

interface Waiting<T> {
  resolve(value: T): void
  reject(error: Error): void
  timer: NodeJS.Timeout | undefined
}

let unclaimed: Socket | undefined

/**
 * A connection between two processes that need not belong to the same run, as {@link Listener} and {@link Client} make
 * them: receives `In`, sends `Out`. It works as a {@link Connection} of a pipe, but belongs to one process alone, and
 * shared objects (queues, locks, proxies …) cannot travel through it.
 */
export class SocketConnection<In = unknown, Out = In> {
  readonly #socket: Socket
  readonly #reader: MessageReader
  /** Oldest first; `#unreadFrom` is the index of the oldest. */
  #unread: (ReceivedMessage | undefined)[] = []
  #unreadFrom = 0
  #unreadBytes = 0
  #receivers: Waiting<ReceivedMessage>[] = []
  #pollers: Waiting<boolean>[] = []
  /** Nothing more will come: why. */
  #end: Error | undefined
  #isClosed = false
  #isCorked = false

  /** @internal `Listener.accept()` and `Client()` make these. */
  constructor() {
    const socket = unclaimed
    unclaimed = undefined
    if (!socket)
      throw new MisuseError('These connections are made by Client() and by accept() of a Listener.')
    this.#socket = socket
    this.#reader = new MessageReader((message) => this.#received(message))
    this.#listen(socket)
  }

  get closed(): boolean {
    return this.#isClosed
  }

  get readable(): boolean {
    return true
  }

  get writable(): boolean {
    return true
  }

  /**
   * Resolves when the system has taken the message. It is copied when `send` is called.
   * @throws SerializationError, BrokenPipeError when the other side has closed or ended, ClosedError.
   */
  async send(message: Out): Promise<void> {
    this.#checkOpen('send')
    return this.#write(encodeMessage(message))
  }

  /** Sends bytes, `byteLength` of them from `byteOffset` on. Received by `recvBytes` or `recv`. */
  async sendBytes(bytes: ArrayBufferView, byteOffset = 0, byteLength?: number): Promise<void> {
    this.#checkOpen('sendBytes')
    return this.#write(frameOf(encodeBytes(bytesToSend(bytes, byteOffset, byteLength))))
  }

  /**
   * The next message.
   * @throws EOFError when the other side has closed or ended and everything is read, TimeoutError, ClosedError,
   *   SerializationError when what came is no message.
   */
  async recv(options: WaitOptions = {}): Promise<In> {
    this.#checkOpen('recv')
    return decodeMessage(await this.#take(wireTimeout(options.timeoutMs))) as In
  }

  /** Like `recv`, for messages of `sendBytes`. @throws MisuseError when the message is not bytes. */
  async recvBytes(options: WaitOptions = {}): Promise<Uint8Array> {
    return receivedBytes(await this.recv(options))
  }

  /**
   * Receives bytes into `target` from `byteOffset` on; returns how many.
   * @throws BufferTooShortError (with the whole message in `received`) when they do not fit.
   */
  async recvBytesInto(target: ArrayBufferView, byteOffset = 0, options: WaitOptions = {}): Promise<number> {
    checkTarget(target, byteOffset)
    return copyInto(target, byteOffset, await this.recvBytes(options))
  }

  /** Whether `recv` would answer at once: a message is there, or the end of file. Waits up to `timeoutMs`. */
  async poll(timeoutMs = 0): Promise<boolean> {
    this.#checkOpen('poll')
    return this.#whenReady(wireTimeout(timeoutMs)).answer
  }

  /**
   * Closes the connection once the system has sent what this process has sent; the other side reads that and then the
   * end of file. What was not received is lost. Safe to call twice.
   */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const error = new ClosedError('The connection was closed while it was in use.')
    for (const { reject, timer } of [...this.#receivers.splice(0), ...this.#pollers.splice(0)]) {
      clearTimeout(timer)
      reject(error)
    }
    this.#unread = []
    this.#unreadFrom = 0
    await endSocket(this.#socket)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Receives until the end of file, or until this connection is closed here. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<In> {
    this.#checkOpen('iteration')
    for (;;) {
      let message: In
      try {
        message = await this.recv()
      } catch (error) {
        if (error instanceof EOFError || this.#isClosed) return
        throw error
      }
      yield message
    }
  }

  [toSharedReference](): never {
    const advice = 'It belongs to the process that opened it: let each process call Client() for itself'
    throw new Refused({ what: 'a connection of a Listener', advice })
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.#push(chunk))
    // A connection that breaks is at its end: who sends learns more.
    socket.on('error', () => {})
    socket.on('end', () => this.#ended())
    readBeforeDestroy(socket, (chunk) => {
      // What Node has read while it was paused comes first.
      while (socket.read() !== null);
      this.#push(chunk)
    })
    const forget = countConnection()
    socket.on('close', () => {
      forget()
      this.#ended()
    })
    socket.resume()
  }

  #push(chunk: Buffer): void {
    try {
      this.#reader.push(chunk)
    } catch (error) {
      this.#ended(error as Error)
      this.#socket.destroy()
    }
  }

  #received(message: ReceivedMessage): void {
    if (this.#isClosed) return
    const receiver = this.#receivers.shift()
    if (receiver) {
      clearTimeout(receiver.timer)
      receiver.resolve(message)
      return
    }
    this.#unread.push(message)
    this.#unreadBytes += message.bytes.byteLength + messageBytes
    if (this.#unreadBytes >= mostUnreadBytes) this.#socket.pause()
    this.#tellPollers()
  }

  #take(timeoutMs: number | undefined): Promise<ReceivedMessage> {
    const message = this.#oldest()
    if (message) return Promise.resolve(message)
    if (this.#end) return Promise.reject(this.#end)
    const late = (): TimeoutError =>
      new TimeoutError('Nothing came through the connection in time.', { timeoutMs })
    if (timeoutMs === 0) return Promise.reject(late())
    return new Promise((resolve, reject) => {
      const receiver: Waiting<ReceivedMessage> = { resolve, reject, timer: undefined }
      this.#receivers.push(receiver)
      if (timeoutMs === undefined) return
      receiver.timer = setTimeout(() => {
        this.#receivers = this.#receivers.filter((each) => each !== receiver)
        reject(late())
      }, timeoutMs)
    })
  }

  #oldest(): ReceivedMessage | undefined {
    const message = this.#unread[this.#unreadFrom]
    if (!message) return undefined
    this.#unread[this.#unreadFrom++] = undefined
    if (this.#unreadFrom * 2 > this.#unread.length) {
      this.#unread = this.#unread.slice(this.#unreadFrom)
      this.#unreadFrom = 0
    }
    this.#unreadBytes -= message.bytes.byteLength + messageBytes
    if (this.#unreadBytes < mostUnreadBytes / 2) this.#socket.resume()
    return message
  }

  #whenReady(timeoutMs: number | undefined): WaitingRequest<boolean> {
    const isReady = this.#unread.length > this.#unreadFrom || this.#end !== undefined
    if (isReady || timeoutMs === 0) return { answer: Promise.resolve(isReady), cancel: () => {} }
    let giveUp = (): void => {}
    const answer = new Promise<boolean>((resolve, reject) => {
      const poller: Waiting<boolean> = { resolve, reject, timer: undefined }
      this.#pollers.push(poller)
      giveUp = () => {
        clearTimeout(poller.timer)
        this.#pollers = this.#pollers.filter((each) => each !== poller)
        resolve(false)
      }
      if (timeoutMs !== undefined) poller.timer = setTimeout(giveUp, timeoutMs)
    })
    return { answer, cancel: () => giveUp() }
  }

  #tellPollers(): void {
    for (const { resolve, timer } of this.#pollers.splice(0)) {
      clearTimeout(timer)
      resolve(true)
    }
  }

  #ended(because?: Error): void {
    if (this.#end) return
    this.#end = because ?? new EOFError('The connection is at its end: the other side has closed it.')
    for (const { reject, timer } of this.#receivers.splice(0)) {
      clearTimeout(timer)
      reject(this.#end)
    }
    this.#tellPollers()
  }

  #write(frame: Buffer[]): Promise<void> {
    const socket = this.#socket
    if (this.#end || socket.destroyed) return Promise.reject(brokenPipe())
    this.#cork()
    const sent = new Promise<void>((resolve, reject) => {
      const last = frame.length - 1
      for (const [index, buffer] of frame.entries()) {
        if (index < last) socket.write(buffer)
        else socket.write(buffer, (error) => (error ? reject(brokenPipe(error)) : resolve()))
      }
    })
    noteDirectSend(sent)
    return sent
  }

  /** What is sent in one tick leaves in one write. */
  #cork(): void {
    if (this.#isCorked) return
    this.#isCorked = true
    this.#socket.cork()
    process.nextTick(() => {
      this.#isCorked = false
      this.#socket.uncork()
    })
  }

  #checkOpen(what: string): void {
    if (this.#isClosed) throw new ClosedError(`This connection is closed: ${what} cannot work.`)
  }

  /** @internal For `wait()`. @throws ClosedError */
  static readiness(
    connection: SocketConnection,
    timeoutMs: number | undefined,
  ): () => WaitingRequest<boolean> {
    connection.#checkOpen('wait')
    return () => connection.#whenReady(timeoutMs)
  }
}

/** @internal The socket is the connection's from now on. */
export function connectionOver<In, Out>(socket: Socket): SocketConnection<In, Out> {
  unclaimed = socket
  return new SocketConnection<In, Out>()
}

function brokenPipe(error?: Error): BrokenPipeError {
  const { code } = (error ?? {}) as NodeJS.ErrnoException
  return new BrokenPipeError('The connection is broken: the other side has closed it.', {
    ...(code && { code }),
  })
}

async function endSocket(socket: Socket): Promise<void> {
  if (socket.destroyed) return
  await new Promise<void>((resolve) => {
    // Somebody who reads no more must not keep this process waiting for ever.
    const limit = setTimeout(resolve, lingerMs)
    socket.once('close', () => {
      clearTimeout(limit)
      resolve()
    })
    socket.end(() => {
      clearTimeout(limit)
      resolve()
    })
  })
  socket.destroy()
}
