import { app } from './app.ts'
import { PreventableEvent, strict, StrictEmitter } from './strict.ts'
import { WebContents } from './webContents.ts'

interface WindowOptions {
  width: number
  height: number
  x?: number
  y?: number
  webPreferences: Record<string, unknown> & { preload: string }
}

/** Whatever else these are set to, the page would be able to do more than it may. */
const required: Record<string, boolean> = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  plugins: false,
  devTools: !app.isPackaged,
}

class Window extends StrictEmitter {
  readonly webContents: WebContents
  readonly #contents: WebContents
  readonly #bounds: { x: number; y: number; width: number; height: number }
  #isDestroyed = false
  #isMaximized = false

  constructor(options: WindowOptions) {
    super('BrowserWindow', ['ready-to-show', 'close', 'closed', 'unresponsive', 'responsive'])
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    for (const [name, value] of Object.entries(required))
      if (options.webPreferences[name] !== value) throw new Error(`webPreferences.${name} must be ${value}.`)
    const { width, height, x = 0, y = 0 } = options
    this.#bounds = { x, y, width, height }
    this.#contents = new WebContents(options.webPreferences.preload, {
      loaded: () => this.emit('ready-to-show'),
      pageClosed: () => this.close(),
    })
    this.webContents = this.#contents.shown
  }

  loadURL(url: string): Promise<void> {
    return this.#contents.load(url)
  }

  show(): void {}

  focus(): void {
    // For the test that watches this process.
    console.log('[focus]')
  }

  restore(): void {}

  maximize(): void {
    this.#isMaximized = true
  }

  isMaximized(): boolean {
    return this.#isMaximized
  }

  isMinimized(): boolean {
    return false
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.#bounds
  }

  close(): void {
    const event = new PreventableEvent()
    this.emit('close', event)
    if (event.defaultPrevented || this.#isDestroyed) return
    this.#isDestroyed = true
    this.#contents.destroy()
    this.emit('closed')
    app.emit('window-all-closed')
  }
}

/** `new BrowserWindow(…)`, strict in what it has. */
export const BrowserWindow = function (options: WindowOptions): Window {
  current = new Window(options)
  return strict('BrowserWindow', current)
} as unknown as typeof Window

let current: Window | undefined

/** What Chromium would notice of a page that hangs. */
export function emitOfWindow(event: 'unresponsive' | 'responsive'): void {
  current?.emit(event)
}
