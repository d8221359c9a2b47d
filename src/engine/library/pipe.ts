import { ClosedError, MisuseError } from '../errors.ts'
import { encodeBytes, encodeValue } from '../values/encode.ts'
import { toSharedReference, type EncodedItem, type SharedReference } from '../values/item.ts'
import { BorrowingIterator } from './borrowing.ts'
import { client } from './client.ts'
import { bytesToSend, checkTarget, copyInto, receivedBytes } from './messageBytes.ts'
import type { WaitOptions } from './queue.ts'
import { registerShared, reviveWith, takeRevived } from './sharedReferences.ts'
import { wireTimeout } from './timeouts.ts'

/**
 * One end of a pipe, which receives `In` and sends `Out`. An end belongs to every process that it was sent to, until each has closed it or has
 * ended: the other side sees the end of file only then. Who passes an end on and does not need it any more
 * closes its own.
 */
export class Connection<In = unknown, Out = In> {
  readonly #object: number
  readonly #isReadable: boolean
  readonly #isWritable: boolean
  #isClosed = false

  /** @internal `Pipe()` makes connections. */
  constructor() {
    const known = takeRevived()
    if (!known) throw new MisuseError('Connections are made by Pipe(): const [a, b] = Pipe().')
    this.#object = known.id
    this.#isReadable = known.readable === true
    this.#isWritable = known.writable === true
  }

  get closed(): boolean {
    return this.#isClosed
  }

  get readable(): boolean {
    return this.#isReadable
  }

  get writable(): boolean {
    return this.#isWritable
  }

  /**
   * Resolves when the pipe has the message; waits while 16 MiB are unread. The message is copied when `send`
   * is called.
   * @throws SerializationError, BrokenPipeError when nobody holds the other end, ClosedError, MisuseError on
   *   a read-only end.
   */
  async send(message: Out): Promise<void> {
    this.#checkWritable('send')
    return this.#send(encodeValue(message, 'message'))
  }

  /** Sends bytes, `byteLength` of them from `byteOffset` on. Received by `recvBytes` or `recv`. */
  async sendBytes(bytes: ArrayBufferView, byteOffset = 0, byteLength?: number): Promise<void> {
    this.#checkWritable('sendBytes')
    return this.#send(encodeBytes(bytesToSend(bytes, byteOffset, byteLength)))
  }

  #send(item: EncodedItem): Promise<void> {
    return client().sendItem('pipe.send', this.#object, item)
  }

  /**
   * The next message.
   * @throws EOFError when nobody holds the other end and everything is read, TimeoutError, ClosedError,
   *   MisuseError on a write-only end.
   */
  async recv(options: WaitOptions = {}): Promise<In> {
    this.#checkReadable('recv')
    const timeoutMs = wireTimeout(options.timeoutMs)
    const [message] = await client().request<[In]>((id) => ({
      op: 'pipe.recv',
      object: this.#object,
      id,
      timeoutMs,
    }))
    return message
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
    this.#checkReadable('poll')
    const wait = wireTimeout(timeoutMs)
    return client().request((id) => ({ op: 'pipe.poll', object: this.#object, id, timeoutMs: wait }))
  }

  /**
   * Gives this process's hold of the end up, once what it has sent is in the pipe and no item with the end in it
   * waits here for room. Ends the loops over this connection. Safe to call twice.
   */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await client().requestAfterSends(this.#object, (id) => ({ op: 'pipe.close', object: this.#object, id }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /**
   * Receives until the end of file, or until this connection is closed here: closing it in its own loop ends the
   * loop, and what was not received stays in the pipe for the end's other holders.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<In> {
    this.#checkReadable('iteration')
    return new BorrowingIterator<In>({
      prefix: 'pipe',
      object: this.#object,
      next: () => this.recv(),
      endCode: 'end-of-file',
      isClosed: () => this.#isClosed,
    })
  }

  [toSharedReference](): SharedReference {
    this.#checkOpen('sending the connection')
    return { type: 'connection', id: this.#object, readable: this.#isReadable, writable: this.#isWritable }
  }

  #checkOpen(what: string): void {
    if (this.#isClosed)
      throw new ClosedError(`This connection is closed in process ${process.pid}: ${what} cannot work.`)
  }

  #checkReadable(what: string): void {
    this.#checkOpen(what)
    if (!this.#isReadable)
      throw new MisuseError(`${what}: this end only writes; read from the first end of Pipe(false).`)
  }

  #checkWritable(what: string): void {
    this.#checkOpen(what)
    if (!this.#isWritable)
      throw new MisuseError(`${what}: this end only reads; write to the second end of Pipe(false).`)
  }

  /** @internal The number of a connection that can be read. @throws ClosedError, MisuseError. */
  static readableObject(connection: Connection, what: string): number {
    connection.#checkReadable(what)
    return connection.#object
  }

  static {
    registerShared('connection', (reference) => reviveWith(reference, () => new Connection()))
  }
}

/**
 * A pipe with its two ends. Both belong to the calling process until it sends or closes them.
 *
 * `Pipe<A, B>()`: the first end receives `A` and sends `B`, the second the other way round; `Pipe<T>(false)`:
 * the first receives `T`, the second sends it.
 * @param duplex - true: both ends send and receive; false: the first receives, the second sends.
 */
export function Pipe<A = unknown, B = A>(duplex?: true): [Connection<A, B>, Connection<B, A>]
export function Pipe<T = unknown>(duplex: false): [reader: Connection<T, never>, writer: Connection<never, T>]
export function Pipe<A = unknown, B = A>(duplex: boolean): [Connection<A, B>, Connection<B, A>]
export function Pipe(duplex = true): [Connection<never>, Connection<never>] {
  const object = client().newObject(2)
  client().post({ op: 'pipe.create', object, duplex })
  const end = (id: number, readable: boolean, writable: boolean): Connection<never> =>
    reviveWith({ type: 'connection', id, readable, writable }, () => new Connection<never>())
  return [end(object, true, duplex), end(object + 1, duplex, true)]
}
