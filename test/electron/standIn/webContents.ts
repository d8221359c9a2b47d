import type { Page } from 'playwright-core'
import { fromBrowser, toBrowser } from './address.ts'
import { ownApp } from './app.ts'
import { browserContext, guardPage } from './browser.ts'
import {
  bridgeApi,
  callBinding,
  deliver,
  installBridge,
  isPageFunction,
  type PageCall,
} from './contextBridge.ts'
import { ownIpcMain, WebFrameMain } from './ipc.ts'
import { runPreload, type PreloadRun } from './preload.ts'
import { PreventableEvent, strict, StrictEmitter } from './strict.ts'

type OpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' }

interface LoadedDocument {
  id: number
  frame: WebFrameMain
  preload: PreloadRun
}

const events = ['will-frame-navigate', 'will-redirect', 'will-attach-webview', 'render-process-gone']

/** The contents of a window: a page of a real Chromium, with the app's preload script in front of it. */
export class WebContents extends StrictEmitter {
  /** Itself as the app knows it. */
  readonly shown: WebContents
  readonly #preload: string
  readonly #window: { loaded(): void; pageClosed(): void }
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  #page: Page | undefined
  #document: LoadedDocument | undefined
  #loading: string | undefined
  /** The page's `sessionStorage`, as it was last. */
  #kept: Record<string, string> = {}
  #url = ''
  #isDestroyed = false

  constructor(preload: string, window: { loaded(): void; pageClosed(): void }) {
    super('webContents', events)
    this.#preload = preload
    this.#window = window
    this.shown = strict<WebContents>('webContents', this)
    ownApp.emit('web-contents-created', {}, this.shown)
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  getURL(): string {
    return this.#url
  }

  forcefullyCrashRenderer(): void {
    void this.#page?.goto('chrome://crash').catch(() => {})
  }

  reload(): void {
    this.load(this.#url).catch((error: unknown) => console.error('The stand-in could not reload:', error))
  }

  async load(url: string): Promise<void> {
    this.#url = url
    this.#loading = url
    this.#page ??= await this.#createPage()
    await this.#page.goto(toBrowser(url))
    this.#window.loaded()
  }

  destroy(): void {
    this.#isDestroyed = true
    this.#document?.frame.destroy()
  }

  async #createPage(): Promise<Page> {
    const context = await browserContext()
    const blank = context.pages().find((page) => page.url() === 'about:blank')
    const page = blank ?? (await context.newPage())
    guardPage(page, (url, isMainFrame) => this.#isNavigationAllowed(url, isMainFrame))
    page.on('crash', () => this.#crashed(page))
    page.on('close', () => {
      if (page === this.#page) this.#window.pageClosed()
    })
    await page.exposeBinding(callBinding, ({ frame }, call: PageCall) => {
      if (frame === page.mainFrame()) this.#call(page, call)
    })
    const bridge = { shape: this.#shapeOfApi(), binding: callBinding, kept: this.#kept }
    await page.addInitScript(installBridge, bridge)
    return page
  }

  /** What the preload script exposes, learnt by running it once without a page. */
  #shapeOfApi(): [string, string[]][] {
    const { exposed } = runPreload(this.#preload, () => {})
    return [...exposed].map(([name, api]) => [name, Object.keys(api)])
  }

  #isNavigationAllowed(url: string, isMainFrame: boolean): boolean {
    if (isMainFrame && url === this.#loading) {
      this.#loading = undefined
      return true
    }
    const event = Object.assign(new PreventableEvent(), { url, isMainFrame })
    this.emit('will-frame-navigate', event)
    return !event.defaultPrevented
  }

  #call(page: Page, { document: id, api, method, args }: PageCall): void {
    if (this.#document?.id !== id) this.#openDocument(page, id)
    const { preload } = this.#document!
    if (api === bridgeApi) {
      if (method === 'keep') this.#kept = args[0] as Record<string, string>
      if (method === 'open') this.#openHandler({ url: fromBrowser(String(args[0])) })
      return
    }
    const crossed = args.map((arg) =>
      isPageFunction(arg)
        ? (...values: unknown[]) => {
            // The page may be gone by then; Electron drops such calls as well.
            void page.evaluate(deliver, [id, arg.standInFunction, values] as never).catch(() => {})
          }
        : arg,
    )
    preload.exposed.get(api)?.[method]?.(...crossed)
  }

  #openDocument(page: Page, id: number): void {
    this.#document?.frame.destroy()
    const frame: WebFrameMain = new WebFrameMain(
      () => fromBrowser(page.url()),
      (channel, args) => {
        if (this.#document?.id === id) this.#document.preload.receive(channel, args)
      },
    )
    const shownFrame = strict('webFrameMain', frame)
    const event = strict('ipcMainEvent', { sender: this.shown, senderFrame: shownFrame })
    const early: [string, unknown[]][] = []
    const send = (channel: string, args: unknown[]): void => {
      if (this.#document?.id !== id) early.push([channel, args])
      else ownIpcMain.emit(channel, event, ...args)
    }
    this.#document = { id, frame, preload: runPreload(this.#preload, send) }
    for (const [channel, args] of early) ownIpcMain.emit(channel, event, ...args)
  }

  #crashed(page: Page): void {
    if (page !== this.#page) return
    // What is loaded again is where the page was.
    this.#url = fromBrowser(page.url())
    this.#page = undefined
    this.#document?.frame.destroy()
    this.#document = undefined
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    void page.close().catch(() => {})
  }
}
