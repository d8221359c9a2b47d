import type { BrowserWindow } from 'electron'
import { CrashLimit } from './crashLimit.ts'
import { reasonWords } from './goneWords.ts'
import { messageBox } from './messageBox.ts'

/**
 * Brings the page back when its process has gone or hangs. Runs go on meanwhile, and the page takes up watching them.
 *
 *   gone ──▶ loaded again ── too often ──▶ asked: load again, or quit
 *   does not respond ──▶ asked: wait, or load again (its process is ended, so it is gone)
 *
 * @param url - the page, for when it crashes before it was there.
 * @param onGivenUp - called when the user gives up.
 * @returns whether it has crashed: then a load that fails has been taken care of.
 */
export function watchPage(
  window: BrowserWindow,
  url: string,
  onGivenUp: () => void,
): { hasCrashed(): boolean } {
  const limit = new CrashLimit()
  let hasCrashed = false
  const contents = window.webContents
  const reload = (): void => {
    if (window.isDestroyed()) return
    if (contents.getURL() !== '') contents.reload()
    // That it failed once more comes as its own crash.
    else window.loadURL(url).catch(() => {})
  }
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    hasCrashed = true
    const crashes = limit.crashed(performance.now())
    if (crashes === null) return reload()
    const what = `The page crashed ${crashes} times within a minute (${reasonWords(reason)}).`
    void askAfterCrashes(window, what).then((again) => {
      if (!again) return onGivenUp()
      limit.forgive()
      reload()
    })
  })
  watchResponse(window)
  return { hasCrashed: () => hasCrashed }
}

async function askAfterCrashes(window: BrowserWindow, what: string): Promise<boolean> {
  const response = await messageBox(window, {
    type: 'error',
    message: what,
    detail: 'Runs go on until Forkscope quits; what they have shown so far is kept.',
    buttons: ['Load again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  })
  return response === 0
}

function watchResponse(window: BrowserWindow): void {
  let question: AbortController | undefined
  window.on('unresponsive', () => {
    if (question) return
    const asked = new AbortController()
    question = asked
    void askWhileHanging(window, asked.signal).then((isToEnd) => {
      if (question === asked) question = undefined
      // A page that hangs cannot be loaded again: its process ends first, and then it is.
      if (isToEnd && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer()
    })
  })
  window.on('responsive', () => {
    question?.abort()
    question = undefined
  })
}

async function askWhileHanging(window: BrowserWindow, signal: AbortSignal): Promise<boolean> {
  const response = await messageBox(window, {
    type: 'warning',
    message: 'The window does not respond.',
    detail: 'Runs go on. When it is loaded again, it shows them as they are then.',
    buttons: ['Wait', 'Load again'],
    defaultId: 0,
    cancelId: 0,
    signal,
  })
  return response === 1
}
