import { app, type BrowserWindow } from 'electron'
import type { OpenedFiles } from '../services/openedFiles.ts'
import { messageBox } from './messageBox.ts'
import { cannotOpenWords, openRequest, openRequestSchema, type OpenRequest } from './openRequest.ts'

export interface OpeningOptions {
  /** What this start itself was given. */
  given: OpenRequest
  openedFiles: OpenedFiles
  window(): BrowserWindow | undefined
}

/**
 * Takes what the app is asked to open, by its own arguments, by a second start and by the system of a Mac, to where the
 * page finds it. Before the app is ready: a Mac asks as early as that.
 */
export function listenForOpening({ given, openedFiles, window }: OpeningOptions): void {
  const take = ({ files, others }: OpenRequest): void => {
    for (const file of files) openedFiles.add(file)
    if (others.length > 0)
      void messageBox(window(), { type: 'info', message: cannotOpenWords(others), buttons: ['OK'] })
  }
  app.on('second-instance', (_event, _argv, _workingDirectory, data) => {
    focus(window())
    // It comes from another process, if also from one of the same user's.
    const { success, data: request } = openRequestSchema.safeParse(data)
    if (success) take(request)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    take(openRequest([path], '/'))
    focus(window())
  })
  void app.whenReady().then(() => take(given))
}

function focus(window: BrowserWindow | undefined): void {
  if (!window || window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.focus()
}
