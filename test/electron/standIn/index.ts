/**
 * A stand-in for the module `electron`: as much of it as Forkscope uses, with a real Chromium as the window and
 * real processes as utility processes. Whatever it does not have throws.
 */
import { EventEmitter } from 'node:events'
import { app, ownApp } from './app.ts'
import { answerBox } from './dialogs.ts'
import { chooseItem } from './menu.ts'
import { PreventableEvent, strict } from './strict.ts'
import { emitOfWindow } from './window.ts'

export { app }
export { dialog } from './dialogs.ts'
export { ipcMain } from './ipc.ts'
export { Menu } from './menu.ts'
export { net } from './net.ts'
export { protocol } from './protocol.ts'
export { session } from './session.ts'
export { utilityProcess } from './utilityProcess.ts'
export { BrowserWindow } from './window.ts'

export const shell = strict('shell', {
  openExternal: (url: string): Promise<void> => {
    // For the test that watches this process.
    console.log(`[openExternal] ${url}`)
    return Promise.resolve()
  },
  openPath: (path: string): Promise<string> => {
    console.log(`[openPath] ${path}`)
    return Promise.resolve('')
  },
})

export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false })

export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
})

export const clipboard = strict('clipboard', {
  writeText: (text: string): void => console.log(`[clipboard] ${JSON.stringify(text)}`),
})

/** Squirrel's, which electron-updater tells that it is about to quit. */
export const autoUpdater = strict('autoUpdater', new EventEmitter())

// Its parent is the test: when that is gone, so are the app and its browser.
process.on('disconnect', () => ownApp.exit(1))

/** What a test does that is no part of the page. */
export type StandInOrder =
  | { do: 'answer'; response: number }
  | { do: 'choose'; labels: string[] }
  | { do: 'openFile'; path: string }
  | { do: 'windowEvent'; event: 'unresponsive' | 'responsive' }
  | { do: 'childGone'; details: Record<string, unknown> }

process.on('message', (order: StandInOrder) => {
  switch (order.do) {
    case 'answer':
      return answerBox(order.response)
    case 'choose':
      return chooseItem(order.labels)
    case 'openFile':
      return void ownApp.emit('open-file', new PreventableEvent(), order.path)
    case 'windowEvent':
      return emitOfWindow(order.event)
    case 'childGone':
      return void ownApp.emit('child-process-gone', {}, order.details)
  }
})
