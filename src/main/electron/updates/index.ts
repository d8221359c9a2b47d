import { app, type BrowserWindow } from 'electron'
import { messageBox } from '../messageBox.ts'
import { updateSource, type UpdateSource } from './updateSource.ts'
import { newsWords, offerWords, offWords, type WhyOff, type Words } from './updateWords.ts'
import type { Updates } from './updates.ts'

/** Updates as the app has them, whether there are any or not. */
export interface AppUpdates {
  /** By the menu: whatever comes of it is told. */
  checkNow(): void
  /** Installs what the user has agreed to, last of all. True when there was something. */
  install(): boolean
}

/**
 * Looks for an update once, if this build has a feed and a key. Else nothing of the updater is even loaded.
 *
 * @param window - what questions are shown over.
 */
export async function startUpdates(
  window: () => BrowserWindow | undefined,
  source: UpdateSource | WhyOff = updateSource(),
): Promise<AppUpdates> {
  const version = app.getVersion()
  const updates = typeof source === 'string' ? source : await load(source, window, version)
  if (typeof updates !== 'string') updates.check(false)
  return {
    checkNow: () => {
      if (typeof updates === 'string') void show(window(), offWords(updates, version), ['OK'])
      else updates.check(true)
    },
    install: () => typeof updates !== 'string' && updates.install(),
  }
}

async function load(
  source: UpdateSource,
  window: () => BrowserWindow | undefined,
  version: string,
): Promise<Updates | WhyOff> {
  try {
    const { Updates } = await import('./updates.ts')
    return Updates.create(source, {
      ask: async (newer) =>
        (await show(window(), offerWords(newer, version), ['Download and install on quit', 'Not now'])) === 0,
      tell: (news) => void show(window(), newsWords(news, version), ['OK']),
    })
  } catch (error) {
    // The app is there for something else than its updates.
    console.error('Updates cannot be looked for:', error)
    return 'bad-feed'
  }
}

/** The last button is what closing it means. */
function show(window: BrowserWindow | undefined, words: Words, buttons: string[]): Promise<number> {
  return messageBox(window, { ...words, buttons, defaultId: 0, cancelId: buttons.length - 1 })
}
