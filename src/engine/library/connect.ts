import { connect, type Socket } from 'node:net'
import { ConnectionFailedError, TimeoutError } from '../errors.ts'
import {
  addressText,
  resolveAddress,
  type ConnectionAddress,
  type ResolvedAddress,
} from './connectionAddress.ts'
import { checkKey, shakeHands } from './handshake.ts'
import { connectionOver, type SocketConnection } from './socketConnection.ts'
import { wireTimeout } from './timeouts.ts'

export interface ClientOptions {
  /** What the listener knows, too. Needed when it has one. */
  authkey?: string | Uint8Array
  /** How long connecting and the hand-shake may take together, in ms. Default 30,000. `Infinity`: for ever. */
  timeoutMs?: number
}

const defaultTimeoutMs = 30_000

/**
 * Connects to a {@link Listener}, of this run or of any other program. Close what it returns.
 * @param address - as the listener tells it: `[host, port]` or a path.
 * @throws AuthenticationError when the authkeys differ, ConnectionFailedError when nobody listens there, TimeoutError,
 *   EOFError when the listener turns the connection away, MisuseError.
 */
export async function Client<In = unknown, Out = In>(
  address: ConnectionAddress,
  { authkey, timeoutMs = defaultTimeoutMs }: ClientOptions = {},
): Promise<SocketConnection<In, Out>> {
  const target = resolveAddress(address)
  const key = checkKey(authkey)
  const limitMs = wireTimeout(timeoutMs)
  const startedMs = performance.now()
  const socket = await open(target, limitMs)
  const leftMs = limitMs === undefined ? undefined : Math.max(1, limitMs - (performance.now() - startedMs))
  await shakeHands(socket, 'client', key, leftMs)
  return connectionOver<In, Out>(socket)
}

function open(address: ResolvedAddress, timeoutMs: number | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const where = addressText(address)
    const socket = connect({ ...address, noDelay: true })
    let timer: NodeJS.Timeout | undefined
    if (timeoutMs !== undefined)
      timer = setTimeout(() => {
        socket.destroy()
        reject(
          new TimeoutError(`Nobody at ${where} took the connection within ${timeoutMs} ms.`, { timeoutMs }),
        )
      }, timeoutMs)
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(socket)
    })
    // Stays: a connection that breaks later is at its end, and who uses it is told.
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(
        new ConnectionFailedError(
          `Cannot connect to ${where}: ${code === 'ECONNREFUSED' || code === 'ENOENT' ? `nobody listens there (${code})` : (code ?? message)}. Start the Listener first, and pass its address on.`,
          { code, address: where },
        ),
      )
    })
  })
}
