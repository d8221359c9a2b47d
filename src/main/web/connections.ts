import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { CallHandlers, StreamHandlers } from '../../shared/rpc/contract.ts'
import { RpcServer } from '../../shared/rpc/server.ts'
import {
  closeCodes,
  helloSchema,
  maxMessageBytes,
  webSocketPath,
  type Ready,
} from '../../shared/rpc/transport.ts'
import { parseMessage } from '../services/messageGuard.ts'
import { TextPeer } from '../services/textPeer.ts'
import type { OwnAddresses } from './addresses.ts'
import { Admission, type AdmissionPlace } from './admission.ts'
import type { AccessToken } from './token.ts'

/**
 * The pages that are connected.
 *
 *   upgrade ─ own Host, own Origin, right path ─▶ a place at the door ─ hello with the token ─▶ RpcServer
 *              else 403 or 404                     else 429             else closed with 4401
 *
 * Each page has its own RpcServer; runs belong to the services, so they go on when pages come and go.
 */
export interface ConnectionLimits {
  /** Pages that may be connected at once. Default 32. */
  maxPages: number
  /** How long a socket may take to show its token. Default 5,000. */
  helloTimeoutMs: number
  /** A page that has not answered a ping until the next one is gone. Default 15,000. */
  heartbeatMs: number
  /** Bytes that may wait for a page to read them; a page that is further behind is dropped. Default 32 MiB. */
  maxBufferedBytes: number
}

export const defaultLimits: ConnectionLimits = {
  maxPages: 32,
  helloTimeoutMs: 5_000,
  heartbeatMs: 15_000,
  maxBufferedBytes: 32 * 1024 * 1024,
}

export interface ConnectionHandlers {
  calls: CallHandlers
  streams: StreamHandlers
}

export class Connections {
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    // Compression would cost more than loopback does.
    perMessageDeflate: false,
  })
  readonly #handlers: ConnectionHandlers
  readonly #token: AccessToken
  readonly #own: OwnAddresses
  readonly #limits: ConnectionLimits
  readonly #admission: Admission
  readonly #pages = new Set<WebSocket>()
  readonly #answered = new WeakSet<WebSocket>()
  readonly #heartbeat: NodeJS.Timeout

  constructor(
    handlers: ConnectionHandlers,
    token: AccessToken,
    own: OwnAddresses,
    limits: ConnectionLimits = defaultLimits,
    admission = new Admission(),
  ) {
    this.#handlers = handlers
    this.#token = token
    this.#own = own
    this.#limits = limits
    this.#admission = admission
    this.#heartbeat = setInterval(() => this.#beat(), limits.heartbeatMs)
    this.#heartbeat.unref()
  }

  /** Pages that have shown the token. */
  get pages(): number {
    return this.#pages.size
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    if (!this.#own.isOwnHost(request.headers.host) || !this.#own.isOwnOrigin(request.headers.origin))
      return refuseUpgrade(socket, '403 Forbidden')
    if (request.url !== webSocketPath) return refuseUpgrade(socket, '404 Not Found')
    const place = this.#admission.enter()
    if (!place) return refuseUpgrade(socket, '429 Too Many Requests', 'Retry-After: 1\r\n')
    // Also when the handshake fails and no WebSocket comes of it.
    socket.once('close', () => place.leave())
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#awaitHello(webSocket, place))
  }

  /** Says goodbye to every page, and cuts off those that do not answer within `graceMs`. */
  async close(graceMs = 500): Promise<void> {
    clearInterval(this.#heartbeat)
    this.#admission.dispose()
    const open = [...this.#sockets.clients]
    const gone = open.map((webSocket) => new Promise((resolve) => webSocket.once('close', resolve)))
    for (const webSocket of open) webSocket.close(closeCodes.goingAway, 'Forkscope ends.')
    const timer = setTimeout(() => open.forEach((webSocket) => webSocket.terminate()), graceMs)
    await Promise.all(gone)
    clearTimeout(timer)
    this.#sockets.close()
  }

  #awaitHello(webSocket: WebSocket, place: AdmissionPlace): void {
    const refuse = (why: string): void => {
      place.leaveWrong()
      close(webSocket, closeCodes.unauthorized, why)
    }
    const timer = setTimeout(() => refuse('No token came.'), this.#limits.helloTimeoutMs)
    webSocket.on('error', () => webSocket.terminate())
    webSocket.once('close', () => clearTimeout(timer))
    webSocket.once('message', (data, isBinary) => {
      clearTimeout(timer)
      const hello = isBinary ? undefined : helloSchema.safeParse(parseMessage(textOf(data))).data
      if (!hello || !this.#token.matches(hello.token))
        return refuse('The token is wrong: open the address that Forkscope printed.')
      place.leave()
      this.#open(webSocket)
    })
  }

  #open(webSocket: WebSocket): void {
    if (this.#pages.size >= this.#limits.maxPages)
      return close(webSocket, closeCodes.tooMany, 'Too many pages are open: close one and reload.')
    this.#pages.add(webSocket)
    this.#answered.add(webSocket)
    const ready: Ready = { ready: true }
    webSocket.send(JSON.stringify(ready))
    const peer = new TextPeer((text) => this.#send(webSocket, text))
    new RpcServer(peer, this.#handlers.calls, this.#handlers.streams)
    webSocket.on('pong', () => this.#answered.add(webSocket))
    webSocket.on('message', (data, isBinary) => {
      if (isBinary || !peer.receive(textOf(data)))
        close(webSocket, closeCodes.badMessage, 'A message was not of the protocol.')
    })
    webSocket.once('close', () => {
      this.#pages.delete(webSocket)
      peer.close('The page is gone.')
    })
  }

  #send(webSocket: WebSocket, text: string): void {
    if (webSocket.readyState !== webSocket.OPEN) return
    if (webSocket.bufferedAmount > this.#limits.maxBufferedBytes) {
      // It does not read, so it would not read a goodbye either.
      webSocket.terminate()
      return
    }
    webSocket.send(text)
  }

  #beat(): void {
    for (const webSocket of this.#pages) {
      if (!this.#answered.has(webSocket)) webSocket.terminate()
      else {
        this.#answered.delete(webSocket)
        webSocket.ping()
      }
    }
  }
}

/** Closes with a reason; a peer that does not take part in the goodbye is cut off. */
function close(webSocket: WebSocket, code: number, reason: string): void {
  webSocket.close(code, reason)
  const timer = setTimeout(() => webSocket.terminate(), 1_000)
  timer.unref()
  webSocket.once('close', () => clearTimeout(timer))
}

function refuseUpgrade(socket: Duplex, status: string, headers = ''): void {
  socket.end(`HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`)
  socket.once('finish', () => socket.destroy())
}

function textOf(data: RawData): string {
  // The server's binaryType is the default, for which `data` is one Buffer.
  return (data as Buffer).toString('utf8')
}
