import { EventEmitter } from 'node:events'
import { originOf } from './address.ts'
import { strict } from './strict.ts'

export const ownIpcMain = new EventEmitter()
export const ipcMain = strict('ipcMain', ownIpcMain)

/** A page's frame as the app sees it. */
export class WebFrameMain {
  readonly parent: WebFrameMain | null = null
  readonly #deliver: (channel: string, args: unknown[]) => void
  readonly #url: () => string
  #isDestroyed = false

  constructor(url: () => string, deliver: (channel: string, args: unknown[]) => void) {
    this.#url = url
    this.#deliver = deliver
  }

  get url(): string {
    return this.#url()
  }

  get origin(): string {
    return originOf(this.url)
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  send(channel: string, ...args: unknown[]): void {
    // What Electron sends is a structured clone.
    if (!this.#isDestroyed) this.#deliver(channel, structuredClone(args))
  }

  destroy(): void {
    this.#isDestroyed = true
  }
}
