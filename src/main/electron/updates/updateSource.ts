import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { readPublicKey } from './signedFeed.ts'
import type { WhyOff } from './updateWords.ts'

/** Put there by the build, see `electron.vite.config.ts`. In unbuilt code there is no such name. */
declare const __FORKSCOPE_UPDATE_PUBLIC_KEY__: string | undefined

/** Where updates come from and what they are verified with, as it was built. */
export interface UpdateSource {
  /** The text of `app-update.yml`, which electron-builder makes where a feed is configured. */
  configuration: string
  key: KeyObject
}

/** @returns why there are none; then nothing of the updater is loaded, and no request is ever made. */
export function updateSource(): UpdateSource | WhyOff {
  if (!app.isPackaged) return 'not-configured'
  const file = join(process.resourcesPath, 'app-update.yml')
  if (!existsSync(file)) return 'not-configured'
  const baked = typeof __FORKSCOPE_UPDATE_PUBLIC_KEY__ === 'string' ? __FORKSCOPE_UPDATE_PUBLIC_KEY__ : ''
  const key = usableKey(baked)
  return key ? { configuration: readFileSync(file, 'utf8'), key } : 'no-key'
}

function usableKey(text: string): KeyObject | null {
  try {
    return readPublicKey(text)
  } catch (error) {
    console.error(`The key for updates cannot be used: ${(error as Error).message}`)
    return null
  }
}
