import { constants } from 'node:os'
import { join } from 'node:path'
import { app, dialog, session, type BrowserWindow } from 'electron'
import { runtimePaths } from '../../lab/runtimePaths.ts'
import { createHostServices, type HostServices } from '../services/hostServices.ts'
import { OpenedFiles } from '../services/openedFiles.ts'
import { readPageFiles } from '../services/pageFiles.ts'
import { showAbout, showLicences } from './about.ts'
import { goneWords } from './goneWords.ts'
import { hardenApp, hardenSession, openExternal } from './hardening.ts'
import { IpcHost } from './ipcHost.ts'
import { createMainWindow } from './mainWindow.ts'
import { installMenu } from './menu.ts'
import { listenForOpening } from './opening.ts'
import { openRequest, userArguments } from './openRequest.ts'
import { isOwnProcess } from './ownProcesses.ts'
import { pageAddress } from './pageOrigin.ts'
import { handlePageScheme, registerPageScheme } from './pageProtocol.ts'
import { watchPage } from './pageWatch.ts'
import { tellOfMissingSandbox } from './sandboxNotice.ts'
import { startUpdates, type AppUpdates } from './updates/index.ts'
import { utilitySessions } from './utilitySessions.ts'

/**
 * The desktop app.
 *
 *   window (sandboxed page) ─ preload ─ IPC ─▶ IpcHost ─▶ HostServices ─▶ sessions (utility processes)
 *
 * This file owns the app's life: one instance, one window; closing it ends the app, and ending the app ends
 * every run first.
 */

/** How long the installer of macOS may take to end the app by itself. */
const installTimeoutMs = 30_000

const page = pageAddress(process.env, app.isPackaged)
const paths = runtimePaths(app.getAppPath())
const openedFiles = new OpenedFiles()
let services: HostServices | undefined
let window: BrowserWindow | undefined
let updates: AppUpdates | undefined
let ending: 'not yet' | 'runs' | 'over' = 'not yet'
let exitCode = 0

const given = openRequest(userArguments(process.argv, app.isPackaged), process.cwd())
if (process.env['ELECTRON_RUN_AS_NODE']) refuseToBeNode()
// A second start hands over what it was given, and ends.
else if (app.requestSingleInstanceLock(given)) start()
else app.quit()

/** Only where Electron ignores that variable does it get here: a window for the command line, and for each process. */
function refuseToBeNode(): void {
  console.error(
    'forkscope: this Electron does not run as Node (its fuse RunAsNode is off), which the command line and every run ' +
      'need. Install Forkscope from its own packages.',
  )
  app.exit(1)
}

function start(): void {
  registerPageScheme()
  hardenApp(page)
  listenForOpening({ given, openedFiles, window: () => window })
  app.on('child-process-gone', (_event, details) => {
    const words = goneWords(details)
    if (words !== null) console.error(`Forkscope: ${words}`)
  })
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
  installMenu({
    about: () => void showAbout(window),
    licences: () => void showLicences(),
    checkForUpdates: () => updates?.checkNow(),
    openLink: openExternal,
  })
  // It also comes by an event; the window's own session shall not depend on that.
  hardenSession(session.defaultSession, page)
  handlePageScheme(page.isDevelopment ? new Map() : await readPageFiles(paths.renderer))
  services = await createHostServices({
    root: app.getAppPath(),
    host: 'electron',
    createSession: utilitySessions(paths.sessionEntry),
    startMethods: ['spawn', 'standby', 'utility', 'thread'],
    isOwn: isOwnProcess(),
    openedFiles,
  })
  if (ending !== 'not yet') return
  window = createMainWindow(join(app.getAppPath(), 'out', 'preload', 'index.cjs'))
  const ipc = new IpcHost(services, window.webContents, page)
  window.on('closed', () => {
    ipc.dispose()
    window = undefined
  })
  const watch = watchPage(window, page.url, giveUp)
  await window.loadURL(page.url).catch((error: unknown) => {
    // A page that crashes while it is loaded the first time is loaded again like any other.
    if (!watch.hasCrashed()) throw error
  })
  tellOfMissingSandbox(window)
  updates = await startUpdates(() => window)
}

/** Quitting waits until no process of any run is left. */
function endFirst(event: { preventDefault(): void }): void {
  if (ending === 'over') return
  event.preventDefault()
  if (ending === 'runs') return
  ending = 'runs'
  // `app.exit` closes no window, and a closing window keeps its place.
  window?.close()
  void (services?.close() ?? Promise.resolve()).finally(end)
}

function end(): void {
  ending = 'over'
  // Who is ended by a signal, or by an error, has not agreed to anything.
  const isInstalling = exitCode === 0 && updates?.install() === true
  if (isInstalling && process.platform === 'darwin') setTimeout(() => app.exit(0), installTimeoutMs)
  else app.exit(exitCode)
}

function giveUp(): void {
  exitCode = 1
  app.quit()
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  console.error(`Forkscope cannot start: ${message}`)
  // Without a window there is nobody to read a dialog, and the starter falls back to the browser.
  if (window) dialog.showErrorBox('Forkscope', message)
  giveUp()
}
