import { Socket, type OnReadOpts } from 'node:net'

/** Opens a socket that reads into memory which its reader provides: see `net.connect`'s option `onread`. */
export type OpenSocket = (onread: OnReadOpts) => Socket

interface WithHandle {
  _handle?: object | null
  _server?: unknown
}

/**
 * An accepted socket, opened anew so that it reads into given memory: Node offers that for sockets that connect
 * (`onread`), and for accepted ones only by their handle. One that has none is left as it is.
 *
 * Saves the copy of every large message from chunks of 64 KiB into one piece, and most of the reads.
 */
export function reopened(accepted: Socket): OpenSocket {
  return (onread) => {
    const source = accepted as Socket & WithHandle
    const handle = source._handle
    if (!handle) return readByChunks(accepted, onread)
    source._handle = null
    const socket = new Socket({ handle, onread } as ConstructorParameters<typeof Socket>[0]) as Socket &
      WithHandle
    // The server counts its connections by it.
    socket._server = source._server
    source._server = null
    return socket
  }
}

function readByChunks(socket: Socket, { buffer, callback }: OnReadOpts): Socket {
  return socket.on('data', (chunk: Buffer) => {
    for (let offset = 0; offset < chunk.length;) {
      const room = typeof buffer === 'function' ? buffer() : buffer
      const copied = chunk.copy(room, 0, offset)
      offset += copied
      callback(copied, room)
    }
  })
}
