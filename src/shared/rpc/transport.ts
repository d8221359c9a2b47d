import * as z from 'zod'

/**
 * How the messages of `messages.ts` travel: each as one JSON text, over the desktop window's IPC and over a
 * WebSocket alike. (Text, because Electron's context bridge copies objects property by property, which takes
 * longer than parsing does.)
 *
 * Desktop: the preload script exposes one {@link ForkscopePort} as `window.forkscopePort`.
 * Browser: the page is opened as `http://127.0.0.1:<port>/#token=<token>`; it opens a WebSocket to
 * {@link webSocketPath} of its own origin, sends {@link Hello} with the token, receives {@link Ready}, and then
 * both speak RPC.
 */

/** The only thing that the desktop host exposes to the page. */
export interface ForkscopePort {
  /** Sends one message, as JSON text. */
  post(text: string): void
  /** Registers the one receiver of messages (JSON text); a second call replaces the first. */
  onMessage(listener: (text: string) => void): void
}

export const webSocketPath = '/rpc'

/** The name of the token in the address's fragment, which browsers never send to a server. */
export const tokenFragmentKey = 'token'

/** The page's first message on a WebSocket. */
export const helloSchema = z.strictObject({ token: z.string().max(200) })
export type Hello = z.infer<typeof helloSchema>

/** The host's first message, when the token is right. Else it closes with a code and a reason. */
export const readySchema = z.strictObject({ ready: z.literal(true) })
export type Ready = z.infer<typeof readySchema>

/** Why a WebSocket was closed by the host. Each comes with a reason in words. */
export const closeCodes = {
  /** The host ends. Trying again is useless until it is started again. */
  goingAway: 1001,
  /** No token came, or a wrong one. The user needs the address that the host printed. */
  unauthorized: 4401,
  /** The page did not read what it was sent. Connecting again is fine. */
  tooSlow: 4408,
  /** A message was too large or not of the protocol. */
  badMessage: 4400,
  /** Too many pages are connected. */
  tooMany: 4429,
} as const

/** The largest message that a host accepts, in bytes. */
export const maxMessageBytes = 8 * 1024 * 1024
