import type { MessagePeer, ServerMessage } from '../../shared/rpc/messages.ts'
import { parseMessage } from './messageGuard.ts'

/**
 * The host's end of a transport that carries texts: WebSocket or IPC. The transport hands every text that
 * comes in to `receive` and tells `close` when the page is gone; what goes out, it gets by `post`.
 */
export class TextPeer implements MessagePeer<ServerMessage, unknown> {
  readonly #post: (text: string) => void
  #onMessage: (message: unknown) => void = () => {}
  #onClose: (reason: string) => void = () => {}
  #isClosed = false

  constructor(post: (text: string) => void) {
    this.#post = post
  }

  send(message: ServerMessage): void {
    if (!this.#isClosed) this.#post(JSON.stringify(message))
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener
  }

  /** False when the text was refused and nothing was done. */
  receive(text: string): boolean {
    if (this.#isClosed) return false
    const message = parseMessage(text)
    if (message === undefined) return false
    this.#onMessage(message)
    return true
  }

  close(reason: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#onClose(reason)
  }
}
