import type { Socket } from 'node:net'
import { type EncodedItem } from '../values/item.ts'
import { ItemRun } from '../values/itemRun.ts'
import { BlockingSocket, readBeforeDestroy } from './blockingSocket.ts'
import { decodeFrame, encodeFrame, type Message } from './frame.ts'
import type { OpenSocket } from './directRead.ts'
import { FrameReader } from './frameReader.ts'
import type { Operation } from './operations.ts'

/** What waits to be written. Items are packed at the flush, so that a tick's small values share one write. */
interface Outgoing {
  operation: Operation
  encoded: EncodedItem[] | undefined
  runs: ItemRun[] | undefined
}

/** A tick's frame leaves early when it has grown to this: memory stays bounded and the peer starts sooner. */
const flushOperations = 1024
const flushItems = 1024
const flushBytes = 64 * 1024
/** How far back an operation is looked for that may still become longer. */
const longestTail = 16

export interface FrameSocketListener<In extends Operation> {
  onMessages(messages: Message<In>[]): void
  /** Once. `error` is absent when the peer closed in order. */
  onClose(error: Error | undefined): void
}

/**
 * One end of the socket between a process and the broker. Everything that a tick produces leaves in one
 * write. Owns the socket.
 */
export class FrameSocket<Out extends Operation, In extends Operation> {
  readonly #socket: Socket
  readonly #reader: FrameReader
  /** Newest last: what was given to the socket and may not have been taken by the kernel. */
  #unwritten: Buffer[] = []
  #unwrittenBytes = 0
  #outgoing: Outgoing[] = []
  #waitingItems = 0
  #waitingBytes = 0
  #isScheduled = false
  #blocking: BlockingSocket | undefined
  #isClosed = false
  #onDrained: (() => void)[] = []
  bytesRead = 0
  bytesWritten = 0

  constructor(open: OpenSocket, listener: FrameSocketListener<In>) {
    let failure: Error | undefined
    this.#reader = new FrameReader((frame) => {
      this.bytesRead += frame.length
      listener.onMessages(decodeFrame(frame) as Message<In>[])
    })
    const socket = open({ buffer: () => this.#reader.room, callback: (count) => this.#read(count) })
    this.#socket = socket
    // Or a task that the peer had begun would be begun again elsewhere.
    readBeforeDestroy(socket, (chunk) => this.#reader.push(chunk))
    socket.on('error', (error) => (failure = error))
    socket.on('end', () => socket.destroy())
    socket.on('close', () => {
      this.#isClosed = true
      this.#settleDrained()
      listener.onClose(failure)
    })
    socket.on('drain', () => {
      this.#forgetWritten()
      this.#settleDrained()
    })
  }

  /** Returns false to read no more. */
  #read(count: number): boolean {
    try {
      this.#reader.advance(count)
      return true
    } catch (error) {
      this.#socket.destroy(error as Error)
      return false
    }
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Bytes that the kernel has not taken yet. */
  get backlogBytes(): number {
    return this.#socket.writableLength + this.#waitingBytes
  }

  /** Posts an operation whose items (if any) are already packed. */
  post(operation: Out, run?: ItemRun): void {
    this.#enqueue(
      { operation, encoded: undefined, runs: run && [run] },
      run?.count ?? 0,
      run?.byteLength ?? 0,
    )
  }

  /** Adds a run to the newest operation, which was posted with one; the caller sees to its `n`. */
  append(run: ItemRun): void {
    this.#outgoing[this.#outgoing.length - 1]?.runs?.push(run)
    this.#waitingItems += run.count
    this.#waitingBytes += run.byteLength
    this.#flushWhenFull()
  }

  /** Posts an operation with items that were just encoded. */
  postItems(operation: Out, encoded: EncodedItem[]): void {
    let bytes = 0
    for (const item of encoded) bytes += encodedBytes(item)
    this.#enqueue({ operation, encoded, runs: undefined }, encoded.length, bytes)
  }

  /**
   * Adds an item to the newest operation that is still to be written, if that is the same operation on the
   * same object with the ids right before `id`: a burst of puts becomes one operation.
   */
  extend(op: Out['op'], object: number, id: number, item: EncodedItem): boolean {
    const newest = this.#outgoing[this.#outgoing.length - 1]
    if (!newest?.encoded) return false
    const operation = newest.operation as {
      op: string
      object?: number
      id?: number
      n?: number
      timeoutMs?: number
    }
    if (operation.op !== op || operation.object !== object || operation.timeoutMs !== undefined) return false
    if ((operation.id as number) + (operation.n as number) !== id) return false
    newest.encoded.push(item)
    operation.n = newest.encoded.length
    this.#waitingItems++
    this.#waitingBytes += encodedBytes(item)
    this.#flushWhenFull()
    return true
  }

  /** Whether this is still to be written, and nothing but its like comes after it. */
  isInTail(operation: Out): boolean {
    const last = this.#outgoing.length - 1
    for (let index = last; index >= 0 && index > last - longestTail; index--) {
      const other = this.#outgoing[index]?.operation
      if (other === operation) return true
      if (other?.op !== operation.op) return false
    }
    return false
  }

  /** The item of an operation that is still to be written has become longer. */
  grew(bytes: number): void {
    this.#waitingBytes += bytes
    this.#flushWhenFull()
  }

  /** The newest operation that is still to be written. */
  newestOperation(): Out | undefined {
    return this.#outgoing[this.#outgoing.length - 1]?.operation as Out | undefined
  }

  /** Writes now instead of at the end of the tick. */
  flush(): void {
    if (this.#outgoing.length === 0) return
    const messages = this.#outgoing.map(({ operation, encoded, runs }) => ({
      operation,
      items: encoded ? ItemRun.pack(encoded) : runs,
    }))
    this.#outgoing = []
    this.#waitingItems = 0
    this.#waitingBytes = 0
    if (this.#isClosed) return
    const buffers = encodeFrame(messages)
    if (buffers.length > 1) this.#socket.cork()
    for (const buffer of buffers) {
      this.bytesWritten += buffer.length
      this.#socket.write(buffer)
      this.#unwritten.push(buffer)
      this.#unwrittenBytes += buffer.length
    }
    if (buffers.length > 1) this.#socket.uncork()
    this.#forgetWritten()
  }

  /**
   * Writes what was posted and reads until `isDone` or the limit, without the event loop: the last thing that a
   * process does.
   */
  finishNow(isDone: () => boolean, limitMs: number): void {
    this.flush()
    const blocking = this.#isClosed ? undefined : BlockingSocket.of(this.#socket, limitMs)
    if (!blocking) return
    const pending = Buffer.concat(this.#unwritten)
    const missing = this.bytesWritten - blocking.takenBytes
    if (!blocking.write(pending.subarray(pending.length - missing))) return
    while (!isDone()) {
      const chunk = blocking.read()
      if (!chunk) return
      this.#reader.push(chunk)
    }
  }

  /**
   * Returns when the kernel has the bytes. For a socket on which nothing is posted any more.
   * @returns false where a socket cannot be used this way, or the peer is gone.
   */
  writeNow(bytes: Buffer): boolean {
    if (this.#isClosed) return false
    this.#blocking ??= BlockingSocket.of(this.#socket, Infinity)
    return this.#blocking ? this.#blocking.write(bytes) : this.#socket.write(bytes)
  }

  #forgetWritten(): void {
    const left = this.#socket.writableLength
    let written = 0
    for (const { length } of this.#unwritten) {
      if (this.#unwrittenBytes - length < left) break
      this.#unwrittenBytes -= length
      written++
    }
    if (written > 0) this.#unwritten.splice(0, written)
  }

  /** Writes what was posted; resolves when the kernel has taken all of it. Undefined when it has already. */
  written(): Promise<void> | undefined {
    this.flush()
    if (this.#isClosed || this.#socket.writableLength === 0) return undefined
    return new Promise((resolve) => this.#socket.write('', () => resolve()))
  }

  /** Resolves when the backlog is below the socket's high-water mark. */
  writable(): Promise<void> {
    if (this.#isClosed || !this.#socket.writableNeedDrain) return Promise.resolve()
    return new Promise((resolve) => this.#onDrained.push(resolve))
  }

  ref(): void {
    this.#socket.ref()
  }

  unref(): void {
    this.#socket.unref()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #enqueue(outgoing: Outgoing, items: number, bytes: number): void {
    if (this.#isClosed) return
    this.#outgoing.push(outgoing)
    this.#waitingItems += items
    this.#waitingBytes += bytes
    if (!this.#isScheduled) {
      this.#isScheduled = true
      setImmediate(() => {
        this.#isScheduled = false
        this.flush()
      })
    }
    this.#flushWhenFull()
  }

  #flushWhenFull(): void {
    const isFull =
      this.#waitingItems >= flushItems ||
      this.#waitingBytes >= flushBytes ||
      this.#outgoing.length >= flushOperations
    if (isFull) this.flush()
  }

  #settleDrained(): void {
    const waiting = this.#onDrained
    this.#onDrained = []
    for (const resolve of waiting) resolve()
  }
}

/** About how long the item is on the wire. */
export function encodedBytes(item: EncodedItem): number {
  return item.text?.length ?? item.bytes?.length ?? 0
}
