import { constants } from 'node:os'
import { join } from 'node:path'
import { app, dialog, session, type BrowserWindow } from 'electron'
import { runtimePaths } from '../../lab/runtimePaths.ts'
import { createHostServices, type HostServices } from '../services/hostServices.ts'
import { readPageFiles } from '../services/pageFiles.ts'
import { hardenContents, hardenSession } from './hardening.ts'
import { IpcHost } from './ipcHost.ts'
import { createMainWindow, loadPage } from './mainWindow.ts'
import { installMenu } from './menu.ts'
import { isOwnProcess } from './ownProcesses.ts'
import { pageAddress } from './pageOrigin.ts'
import { handlePageScheme, registerPageScheme } from './pageProtocol.ts'
import { utilitySessions } from './utilitySessions.ts'

/**
 * The desktop app.
 *
 *   window (sandboxed page) ─ preload ─ IPC ─▶ IpcHost ─▶ HostServices ─▶ sessions (utility processes)
 *
 * This file owns the app's life: one instance, one window; closing it ends the app, and ending the app ends
 * every run first.
 */

const page = pageAddress(process.env, app.isPackaged)
const paths = runtimePaths(app.getAppPath())
let services: HostServices | undefined
let window: BrowserWindow | undefined
let isEnding = false
let exitCode = 0

if (app.requestSingleInstanceLock()) start()
else app.quit()

function start(): void {
  app.enableSandbox()
  registerPageScheme()
  hardenContents(page)
  app.on('second-instance', focusWindow)
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', endFirst)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      exitCode = 128 + constants.signals[signal]
      app.quit()
    })
  app.whenReady().then(open).catch(fail)
}

async function open(): Promise<void> {
  installMenu()
  hardenSession(session.defaultSession, page)
  handlePageScheme(page.isDevelopment ? new Map() : await readPageFiles(paths.renderer))
  services = await createHostServices({
    root: app.getAppPath(),
    host: 'electron',
    createSession: utilitySessions(paths.sessionEntry),
    startMethods: ['spawn', 'standby', 'utility', 'thread'],
    isOwn: isOwnProcess(),
  })
  if (isEnding) return
  window = createMainWindow(join(app.getAppPath(), 'out', 'preload', 'index.cjs'))
  const ipc = new IpcHost(services, window.webContents, page)
  window.on('closed', () => {
    ipc.dispose()
    window = undefined
  })
  await loadPage(window, page, (reason) => fail(new Error(reason)))
}

function focusWindow(): void {
  if (!window) return
  if (window.isMinimized()) window.restore()
  window.focus()
}

/** Quitting waits until no process of any run is left. */
function endFirst(event: { preventDefault(): void }): void {
  if (!isEnding) {
    isEnding = true
    // `app.exit` closes no window, and a closing window keeps its place.
    window?.close()
    void (services?.close() ?? Promise.resolve()).finally(() => app.exit(exitCode))
  }
  event.preventDefault()
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  console.error(`Forkscope cannot start: ${message}`)
  // Without a window there is nobody to read a dialog, and the starter falls back to the browser.
  if (window) dialog.showErrorBox('Forkscope', message)
  exitCode = 1
  app.quit()
}
