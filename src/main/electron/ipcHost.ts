import { ipcMain, type IpcMainEvent, type WebContents, type WebFrameMain } from 'electron'
import { ipcChannels } from '../../shared/rpc/ipc.ts'
import { RpcServer } from '../../shared/rpc/server.ts'
import { maxMessageBytes } from '../../shared/rpc/transport.ts'
import type { HostServices } from '../services/hostServices.ts'
import { TextPeer } from '../services/textPeer.ts'
import { isOfPage, type PageAddress } from './pageOrigin.ts'

/**
 * The host's end of the window's IPC.
 *
 *   page ─ preload ─ `open` ─▶ sender checked ─▶ a new RpcServer (what was open for the last document ends)
 *                    `message` ─▶ sender checked ─▶ its RpcServer
 *
 * The only user of `ipcMain`. What comes from another window, a frame inside of the page, or a page of another
 * origin is dropped before anything looks at it.
 */
export class IpcHost {
  readonly #services: Pick<HostServices, 'calls' | 'streams'>
  readonly #contents: WebContents
  readonly #page: PageAddress
  #document: { frame: WebFrameMain; peer: TextPeer } | null = null

  constructor(services: Pick<HostServices, 'calls' | 'streams'>, contents: WebContents, page: PageAddress) {
    this.#services = services
    this.#contents = contents
    this.#page = page
    ipcMain.on(ipcChannels.open, this.#onOpen)
    ipcMain.on(ipcChannels.message, this.#onMessage)
    contents.on('render-process-gone', () => this.#close('The page is gone.'))
  }

  /** Ends what is open for the page, and listens no more. Runs go on. */
  dispose(): void {
    ipcMain.off(ipcChannels.open, this.#onOpen)
    ipcMain.off(ipcChannels.message, this.#onMessage)
    this.#close('The window is closed.')
  }

  readonly #onOpen = (event: IpcMainEvent): void => {
    const frame = this.#trustedFrame(event)
    if (!frame) return
    this.#close('The page was loaded again.')
    const peer = new TextPeer((text) => this.#send(frame, text))
    this.#document = { frame, peer }
    new RpcServer(peer, this.#services.calls, this.#services.streams)
  }

  readonly #onMessage = (event: IpcMainEvent, text: unknown): void => {
    const frame = this.#trustedFrame(event)
    const document = this.#document
    if (!frame || !document || typeof text !== 'string') return
    if (text.length > maxMessageBytes) return
    document.peer.receive(text)
  }

  /** The page's main frame, when the message comes from it and from nothing else. */
  #trustedFrame(event: IpcMainEvent): WebFrameMain | null {
    const frame = event.senderFrame
    if (event.sender !== this.#contents || !frame || frame.isDestroyed()) return null
    // `parent` is null for main frames alone; identity of frame objects does not survive a process swap.
    if (frame.parent !== null || !isOfPage(frame.url, this.#page)) return null
    return frame.origin === this.#page.origin ? frame : null
  }

  #send(frame: WebFrameMain, text: string): void {
    if (!this.#contents.isDestroyed() && !frame.isDestroyed()) frame.send(ipcChannels.message, text)
  }

  #close(reason: string): void {
    this.#document?.peer.close(reason)
    this.#document = null
  }
}
