import { request as httpRequest, type ClientRequest, type OutgoingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { ownSession } from './session.ts'
import { strict, StrictEmitter } from './strict.ts'

interface RequestOptions {
  protocol: string
  hostname: string
  port?: string
  path: string
  method?: string
  headers?: OutgoingHttpHeaders
  redirect?: 'follow' | 'error' | 'manual'
}

/** As much of `net.request` as electron-updater uses: redirects are told and followed by nobody. */
class Request extends StrictEmitter {
  readonly #options: RequestOptions
  #request: ClientRequest | undefined
  #isAborted = false

  constructor(options: RequestOptions) {
    super('net.request', ['response', 'redirect', 'error', 'aborted', 'login', 'socket'])
    this.#options = options
  }

  end(): void {
    const { protocol, hostname, port, path } = this.#options
    const url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`
    void this.#send(url)
  }

  abort(): void {
    this.#isAborted = true
    this.#request?.destroy()
  }

  async #send(url: string): Promise<void> {
    if (!(await ownSession('electron-updater').isRequestAllowed(url, 'GET')))
      return void this.emit('error', new Error('net::ERR_BLOCKED_BY_CLIENT'))
    if (this.#isAborted) return
    const { method = 'GET', headers = {} } = this.#options
    const request = url.startsWith('https:') ? httpsRequest : httpRequest
    this.#request = request(url, { method, headers, agent: false }, (response) => {
      const { statusCode = 0, headers } = response
      const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined
      if (isRedirect) this.emit('redirect', statusCode, method, new URL(headers.location!, url).href, headers)
      else this.emit('response', response)
    })
    this.#request.on('error', (error) => !this.#isAborted && this.emit('error', error))
    this.#request.end()
  }
}

export const net = strict('net', { request: (options: RequestOptions) => new Request(options) })
