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
 * @param onGivenUp - called when the user gives up.
 */
export function watchPage(window: BrowserWindow, onGivenUp: () => void): void {
  const limit = new CrashLimit()
  const contents = window.webContents
  const reload = (): void => {
    if (!window.isDestroyed()) contents.reload()
  }
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
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
    question = new AbortController()
    void askWhileHanging(window, question.signal).then((isToEnd) => {
      question = undefined
      // A page that hangs cannot be loaded again: its process ends first, and then it is.
      if (isToEnd && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer()
    })
  })
  window.on('responsive', () => question?.abort())
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
