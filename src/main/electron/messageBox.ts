import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'

/**
 * Shows a message over the app's window, or alone while there is none. Nothing else waits for it.
 *
 * @returns the number of the button that was chosen.
 */
export async function messageBox(
  window: BrowserWindow | undefined,
  options: MessageBoxOptions,
): Promise<number> {
  const named = { title: 'Forkscope', noLink: true, ...options }
  const { response } = await (window && !window.isDestroyed()
    ? dialog.showMessageBox(window, named)
    : dialog.showMessageBox(named))
  return response
}
