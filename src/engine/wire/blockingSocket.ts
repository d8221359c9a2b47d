import { readSync, writeSync } from 'node:fs'
import type { Socket } from 'node:net'

/**
 * Reading and writing a socket without the event loop, for a process that is in the middle of `process.exit()`:
 * the loop does not turn any more, but what was said must still arrive. Node offers no such thing, so this goes
 * by the socket's file descriptor; where there is none (Windows) it does nothing.
 */

interface SocketHandle {
  /** Below 0 where handles are no descriptors. */
  fd?: number
  /** Bytes that the socket has given to the handle. */
  bytesWritten?: number
  /** Of these, the bytes that the kernel has not taken yet. */
  writeQueueSize?: number
}

const waitCell = new Int32Array(new SharedArrayBuffer(4))
const pauseMs = 1

export class BlockingSocket {
  readonly #fd: number
  /** Bytes that the kernel has taken so far. */
  readonly takenBytes: number
  readonly #deadlineMs: number
  readonly #chunk = Buffer.allocUnsafeSlow(64 * 1024)

  private constructor(fd: number, takenBytes: number, limitMs: number) {
    this.#fd = fd
    this.takenBytes = takenBytes
    this.#deadlineMs = performance.now() + limitMs
  }

  /** @returns undefined where a socket cannot be used this way. */
  static of(socket: Socket, limitMs: number): BlockingSocket | undefined {
    const { fd, bytesWritten, writeQueueSize } = (socket as { _handle?: SocketHandle })._handle ?? {}
    if (fd === undefined || fd < 0 || bytesWritten === undefined || writeQueueSize === undefined)
      return undefined
    return new BlockingSocket(fd, bytesWritten - writeQueueSize, limitMs)
  }

  /** @returns whether all was written within the limit. */
  write(bytes: Buffer): boolean {
    for (let offset = 0; offset < bytes.length;) {
      const written = this.#retry(() => writeSync(this.#fd, bytes, offset))
      if (written === undefined) return false
      offset += written
    }
    return true
  }

  /** @returns what has come; undefined when nothing came within the limit, or the peer is gone. */
  read(): Buffer | undefined {
    const bytes = this.#retry(() => readSync(this.#fd, this.#chunk))
    return bytes ? Buffer.from(this.#chunk.subarray(0, bytes)) : undefined
  }

  #retry(action: () => number): number | undefined {
    for (;;) {
      try {
        return action()
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || performance.now() > this.#deadlineMs)
          return undefined
      }
      Atomics.wait(waitCell, 0, 0, pauseMs)
    }
  }
}

/**
 * A write to a peer that is gone fails, and Node then closes the socket at once, with what the peer said before its
 * end unread: that is read first. Where the system offers no such thing it is lost, as it was.
 */
export function readBeforeDestroy(socket: Socket, onRest: (chunk: Buffer) => void): void {
  const destroy = socket.destroy.bind(socket)
  socket.destroy = (error?: NodeJS.ErrnoException) => {
    socket.destroy = destroy
    if (error?.syscall === 'write') readRest(socket, onRest)
    return destroy(error)
  }
}

/** The peer is gone, so what there is to read is there. */
function readRest(socket: Socket, onRest: (chunk: Buffer) => void): void {
  const rest = BlockingSocket.of(socket, 0)
  try {
    for (let chunk = rest?.read(); chunk; chunk = rest?.read()) onRest(chunk)
  } catch {
    // Not what was expected: the socket is destroyed anyway.
  }
}
