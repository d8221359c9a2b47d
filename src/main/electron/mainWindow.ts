import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import type { PageAddress } from './pageOrigin.ts'
import {
  minimumSize,
  placeWindow,
  readWindowState,
  writeWindowState,
  type WindowState,
} from './windowState.ts'

/** The page's own background, so that nothing flashes before it is drawn. */
const background = { light: '#f4f5f7', dark: '#0f1318' }

/** A page that crashes more often than this within {@link crashWindowMs} is not loaded again. */
const maxCrashes = 3
const crashWindowMs = 60_000

/** Creates the app's one window, not yet loaded. */
export function createMainWindow(preload: string): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json')
  const last = readWindowState(stateFile)
  const window = new BrowserWindow({
    ...placeWindow(
      last,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Forkscope',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // A run is watched also while the window is behind others.
      backgroundThrottling: false,
    },
  })
  if (last?.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => writeWindowState(stateFile, stateOf(window)))
  return window
}

function stateOf(window: BrowserWindow): WindowState {
  return { ...window.getNormalBounds(), isMaximized: window.isMaximized() }
}

/**
 * Loads the page, and loads it again when its process has crashed: runs go on meanwhile, and the page takes up
 * watching them.
 *
 * @param onGivenUp - called when the page crashes again and again.
 */
export async function loadPage(
  window: BrowserWindow,
  page: PageAddress,
  onGivenUp: (reason: string) => void,
): Promise<void> {
  let crashesAtMs: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const nowMs = performance.now()
    crashesAtMs = [...crashesAtMs.filter((atMs) => nowMs - atMs < crashWindowMs), nowMs]
    if (crashesAtMs.length > maxCrashes)
      onGivenUp(`The page crashed ${crashesAtMs.length} times (${reason}).`)
    else window.webContents.reload()
  })
  await window.loadURL(page.url)
}
