import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { release } from 'node:os'
import { app, clipboard, dialog, shell, type BrowserWindow } from 'electron'
import { messageBox } from './messageBox.ts'

/** Put together when the app is packaged; beside `package.json`. */
const licencesFile = 'THIRD_PARTY_LICENSES.txt'

/** What a report of a problem needs. */
export interface Versions {
  forkscope: string
  electron: string | undefined
  chromium: string | undefined
  node: string
  v8: string
  system: string
}

export function versions(): Versions {
  const { electron, chrome, node, v8 } = process.versions as Partial<NodeJS.ProcessVersions>
  const system = `${process.platform} ${release()}, ${process.arch}`
  return { forkscope: app.getVersion(), electron, chromium: chrome, node: node ?? '', v8: v8 ?? '', system }
}

export function aboutText({ forkscope, electron, chromium, node, v8, system }: Versions): string {
  return [
    `Forkscope: ${forkscope}`,
    `Electron: ${electron ?? 'none'}`,
    `Chromium: ${chromium ?? 'none'}`,
    `Node.js: ${node}`,
    `V8: ${v8}`,
    `System: ${system}`,
    '',
    'Copyright © The Forkscope authors. MIT licence.',
    'It comes with the work of many others, each under its own licence.',
  ].join('\n')
}

/** The system's own message box: it is read out, and every button is reached by keyboard. */
export async function showAbout(window: BrowserWindow | undefined): Promise<void> {
  const detail = aboutText(versions())
  const response = await messageBox(window, {
    type: 'info',
    title: 'About Forkscope',
    message: 'Forkscope',
    detail,
    buttons: ['Close', 'Copy', 'Licences'],
    defaultId: 0,
    cancelId: 0,
  })
  if (response === 1) await clipboard.writeText(detail)
  if (response === 2) await showLicences()
}

/**
 * Opens the licences of all that is shipped in the system's viewer for text, which cannot look into the app's archive:
 * it gets a copy.
 */
export async function showLicences(): Promise<void> {
  try {
    const copy = join(app.getPath('userData'), licencesFile)
    await writeFile(copy, await readFile(join(app.getAppPath(), licencesFile)))
    const problem = await shell.openPath(copy)
    if (problem !== '') dialog.showErrorBox('Licences', `${copy} could not be opened: ${problem}`)
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const why = isMissing
      ? `There is no ${licencesFile} in ${app.getAppPath()}: it is made when Forkscope is packaged. In a clone, each package under node_modules has its licence.`
      : `The licences could not be read: ${(error as Error).message}`
    dialog.showErrorBox('Licences', why)
  }
}
