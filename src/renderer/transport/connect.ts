import { RpcClient } from '../../shared/rpc/client.ts'
import type { Hello, Ready, webSocketPath } from '../../shared/rpc/transport.ts'
import { portPeer, socketPeer } from './peers.ts'
import { takeToken } from './token.ts'

export interface ConnectOptions {
  /** Called once when an open connection ends; a new `connect()` may then be tried. */
  onClosed?(reason: string): void
  signal?: AbortSignal
}

/** The connection could not be made. The message says what to do. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
}

const handshakeTimeoutMs = 10_000
/** Only the type is imported: the schemas beside the value are the host's, and would bring zod into the page. */
const path: typeof webSocketPath = '/rpc'

/**
 * Opens the RPC contract to this page's host: the Electron port where preload has put one, else a WebSocket to
 * the same origin.
 *
 * @throws {ConnectError} when the host does not answer or refuses the token.
 */
export async function connect(options: ConnectOptions = {}): Promise<RpcClient> {
  if (window.forkscopePort) return new RpcClient(portPeer(window.forkscopePort))
  const token = takeToken()
  if (token === undefined) {
    throw new ConnectError(
      'This address has no token. Open the whole address that `forkscope serve` printed, with what follows the #.',
    )
  }
  const socket = await openSocket(token, options.signal)
  socket.addEventListener('close', (event) =>
    options.onClosed?.(event.reason || 'The connection to the host broke.'),
  )
  return new RpcClient(socketPeer(socket))
}

/** First client message `{ token }`, first server message `{ ready: true }`; then RPC messages as JSON text. */
function openSocket(token: string, signal: AbortSignal | undefined): Promise<WebSocket> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const socket = new WebSocket(`${scheme}://${location.host}${path}`)
  return new Promise((resolve, reject) => {
    const settled = new AbortController()
    const fail = (message: string): void => {
      settled.abort()
      clearTimeout(timer)
      socket.close()
      reject(new ConnectError(message))
    }
    const timer = setTimeout(
      () => fail(`The host at ${location.host} did not answer within ${handshakeTimeoutMs / 1000} s.`),
      handshakeTimeoutMs,
    )
    const on = { signal: settled.signal }
    signal?.addEventListener('abort', () => fail('Connecting was given up.'), on)
    socket.addEventListener('open', () => socket.send(JSON.stringify({ token } satisfies Hello)), on)
    socket.addEventListener('close', (event) => fail(refusal(event)), on)
    socket.addEventListener(
      'message',
      (event) => {
        if (!isReady(event.data)) return fail('The host answered with something else than this protocol.')
        settled.abort()
        clearTimeout(timer)
        resolve(socket)
      },
      on,
    )
  })
}

function refusal(event: CloseEvent): string {
  if (event.reason) return event.reason
  return event.code === 1006
    ? `The host at ${location.host} does not answer. Start it again with \`forkscope serve\`, then open the address that it prints.`
    : `The host refused the connection (${event.code}). Open the address that \`forkscope serve\` printed.`
}

function isReady(data: unknown): boolean {
  try {
    return (JSON.parse(String(data)) as Partial<Ready>).ready === true
  } catch {
    return false
  }
}
