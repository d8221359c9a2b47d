/**
 * A stand-in for the module `electron`: as much of it as Forkscope uses, with a real Chromium as the window and
 * real processes as utility processes. Whatever it does not have throws.
 */
import { app, ownApp } from './app.ts'
import { strict } from './strict.ts'

export { app }
export { ipcMain } from './ipc.ts'
export { protocol } from './protocol.ts'
export { session } from './session.ts'
export { utilityProcess } from './utilityProcess.ts'
export { BrowserWindow } from './window.ts'

export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string): void => console.error(`[dialog] ${title}: ${content}`),
})

export const shell = strict('shell', {
  openExternal: (url: string): Promise<void> => {
    // For the test that watches this process.
    console.log(`[openExternal] ${url}`)
    return Promise.resolve()
  },
})

export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false })

export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
})

const roles = new Set(
  'appMenu close quit editMenu windowMenu reload toggleDevTools resetZoom zoomIn zoomOut togglefullscreen'.split(
    ' ',
  ),
)

interface MenuItem {
  role?: string
  submenu?: MenuItem[]
}

export const Menu = strict('Menu', {
  buildFromTemplate: (template: MenuItem[]): MenuItem[] => {
    checkMenu(template)
    return template
  },
  setApplicationMenu: (_menu: MenuItem[]): void => {},
})

function checkMenu(items: MenuItem[]): void {
  for (const { role, submenu = [] } of items) {
    if (role !== undefined && !roles.has(role)) throw new Error(`The stand-in knows no menu role '${role}'.`)
    checkMenu(submenu)
  }
}

// Its parent is the test: when that is gone, so are the app and its browser.
process.on('disconnect', () => ownApp.exit(1))
