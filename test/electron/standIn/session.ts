import { ownApp } from './app.ts'
import { strict, StrictEmitter } from './strict.ts'

type BeforeRequest = (
  details: { url: string; method: string },
  callback: (response: { cancel?: boolean }) => void,
) => void

const maxRedirects = 5

/** A session: what its app lets it do. */
class Session extends StrictEmitter {
  readonly webRequest = strict('session.webRequest', {
    onBeforeRequest: (listener: BeforeRequest): void => {
      this.#beforeRequest = listener
    },
  })
  #beforeRequest: BeforeRequest | undefined

  constructor() {
    super('session', ['will-download'])
  }

  // Kept by Electron; here Chromium decides on permissions by itself. The app's deciding functions have unit tests.
  setPermissionRequestHandler(_handler: unknown): void {}
  setPermissionCheckHandler(_handler: unknown): void {}
  setDevicePermissionHandler(_handler: unknown): void {}

  isRequestAllowed(url: string, method: string): Promise<boolean> {
    const listener = this.#beforeRequest
    if (!listener) return Promise.resolve(true)
    return new Promise((resolve) => listener({ url, method }, ({ cancel }) => resolve(cancel !== true)))
  }

  /** Asks the app for each address that it is redirected to, too. */
  async fetch(url: string, options: RequestInit = {}): Promise<Response> {
    let at = url
    for (let count = 0; count <= maxRedirects; count++) {
      if (!(await this.isRequestAllowed(at, 'GET'))) throw new Error('net::ERR_BLOCKED_BY_CLIENT')
      const response = await fetch(at, { ...options, redirect: 'manual' })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status >= 400 || location === null) return response
      await response.body?.cancel()
      at = new URL(location, at).href
    }
    throw new Error('net::ERR_TOO_MANY_REDIRECTS')
  }
}

const sessions = new Map<string, { own: Session; shown: Session }>()

function find(partition: string): { own: Session; shown: Session } {
  let found = sessions.get(partition)
  if (!found) {
    const own = new Session()
    found = { own, shown: strict<Session>('session', own) }
    sessions.set(partition, found)
    ownApp.emit('session-created', found.shown)
  }
  return found
}

/** The session itself, for the other parts of the stand-in. */
export function ownSession(partition = ''): Session {
  return find(partition).own
}

export const session = strict('session', {
  get defaultSession() {
    return find('').shown
  },
  fromPartition: (partition: string) => find(partition).shown,
})

/** Whether the app lets a request of its page go out. */
export function isRequestAllowed(url: string, method: string): Promise<boolean> {
  return ownSession().isRequestAllowed(url, method)
}
