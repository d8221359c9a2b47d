import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { pagePreferences } from './webPreferences.ts'
import {
  minimumSize,
  placeWindow,
  readWindowState,
  writeWindowState,
  type WindowState,
} from './windowState.ts'

/** The page's own background, so that nothing flashes before it is drawn. */
const background = { light: '#f4f5f7', dark: '#0f1318' }

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
    webPreferences: pagePreferences(preload, app.isPackaged),
  })
  if (last?.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => writeWindowState(stateFile, stateOf(window)))
  return window
}

function stateOf(window: BrowserWindow): WindowState {
  return { ...window.getNormalBounds(), isMaximized: window.isMaximized() }
}
