import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserError } from '../../shared/errors.ts'
import { tokenFragmentKey } from '../../shared/rpc/transport.ts'
import type { PageFiles } from '../services/pageFiles.ts'
import { ownAddresses } from './addresses.ts'
import { Connections, defaultLimits, type ConnectionHandlers, type ConnectionLimits } from './connections.ts'
import { servePage } from './pageServer.ts'
import { createAccessToken } from './token.ts'

/** The only address that is listened on: other machines cannot reach it. */
const loopback = '127.0.0.1'

export interface WebServerOptions {
  handlers: ConnectionHandlers
  files: PageFiles
  /** 0 takes a free one. Default 0. */
  port?: number
  limits?: Partial<ConnectionLimits>
}

export interface WebServer {
  /** The address with the token in its fragment: who has it can run programs as this user. */
  readonly url: string
  readonly port: number
  /** Pages that are connected now. */
  readonly pages: number
  /** Disconnects all pages and frees the port. */
  close(): Promise<void>
}

/**
 * Serves the page and its RPC on 127.0.0.1.
 *
 * @throws UserError `port-in-use` when something else listens on the port.
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 10_000, headersTimeout: 10_000 })
  server.maxConnections = 256
  const port = await listen(server, options.port ?? 0)
  const own = ownAddresses(port)
  const token = createAccessToken()
  const limits = { ...defaultLimits, ...options.limits }
  const connections = new Connections(options.handlers, token, own, limits)
  server.on('request', (request, response) => servePage(options.files, own, request, response))
  server.on('upgrade', (request, socket, head) => connections.upgrade(request, socket, head))
  return {
    url: `http://${loopback}:${port}/#${tokenFragmentKey}=${token.text}`,
    port,
    get pages() {
      return connections.pages
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      await connections.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)))
    server.listen({ host: loopback, port, exclusive: true }, () => {
      server.removeAllListeners('error')
      // Errors of single connections are theirs alone; without a listener one would end the host.
      server.on('error', () => {})
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new UserError(
      'port-in-use',
      `Port ${port} is in use: end the program that listens on it, or choose another port with --port (0 takes a free one).`,
    )
  if (error.code === 'EACCES')
    return new UserError(
      'refused',
      `Port ${port} may not be used by this user: choose one above 1023 with --port.`,
    )
  return error
}
