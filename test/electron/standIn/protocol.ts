import { app } from './app.ts'
import { strict } from './strict.ts'

type Handler = (request: Request) => Response | Promise<Response>

interface Scheme {
  scheme: string
  privileges: Record<string, boolean>
}

const schemes = new Map<string, Scheme['privileges']>()
const handlers = new Map<string, Handler>()

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: (registered: Scheme[]): void => {
    if (app.isReady()) throw new Error('registerSchemesAsPrivileged must be called before the app is ready')
    for (const { scheme, privileges } of registered) schemes.set(scheme, privileges)
  },
  handle: (scheme: string, handler: Handler): void => {
    if (!app.isReady()) throw new Error('protocol.handle can only be called when the app is ready')
    handlers.set(scheme, handler)
  },
})

/** Answers a request of the page as the app's protocol handler does; undefined where there is none. */
export async function respond(url: string, method: string): Promise<Response | undefined> {
  const scheme = url.slice(0, url.indexOf(':'))
  const handler = handlers.get(scheme)
  if (!handler) return undefined
  if (!schemes.get(scheme)?.['standard'] || !schemes.get(scheme)?.['secure'])
    throw new Error(`The scheme '${scheme}' is not registered as standard and secure.`)
  return handler(new Request(url, { method }))
}
