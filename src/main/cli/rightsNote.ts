import { isAbsolute, relative, resolve } from 'node:path'
import { rightsNotice } from '../../shared/rightsNotice.ts'
import { SettingsStore } from '../services/settingsStore.ts'
import type { Terminal } from './terminal.ts'

/**
 * Says on standard error that programs run with the user's rights: once, before the first that did not come with
 * Forkscope. Where it cannot be kept that it was said, it is said again; no run fails or waits for it.
 */
export async function noteRights(terminal: Terminal, settings = new SettingsStore()): Promise<void> {
  const known = await settings.read().catch(() => undefined)
  if (known?.isRightsNoticeAccepted || known?.isRightsNoticePrinted) return
  terminal.errorLine(`${rightsNotice} (Said once.)`)
  await settings.change({ isRightsNoticePrinted: true }).catch(() => {})
}

/** Whether a file is one that came with Forkscope. */
export function isShippedFile(path: string, resources: string): boolean {
  const way = relative(resources, resolve(path))
  return way !== '' && !way.startsWith('..') && !isAbsolute(way)
}
