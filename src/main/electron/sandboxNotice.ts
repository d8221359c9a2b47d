import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow } from 'electron'
import { messageBox } from './messageBox.ts'

/** What is known of the start. */
export interface StartFacts {
  /** Whether `--no-sandbox` was given, or `ELECTRON_DISABLE_SANDBOX` is set. */
  isWithoutSandbox: boolean
  isRoot: boolean
  isAppImage: boolean
}

export interface SandboxNotice {
  message: string
  detail: string
}

/**
 * What is said when Chromium's sandbox is off; null when it is on. The launcher of an AppImage switches it off without a
 * word where the system lets ordinary users make no namespaces, and root cannot have it at all.
 */
export function sandboxNotice({ isWithoutSandbox, isRoot, isAppImage }: StartFacts): SandboxNotice | null {
  if (!isWithoutSandbox) return null
  return {
    message: "Forkscope runs without Chromium's sandbox.",
    detail: `${whyWithout(isRoot, isAppImage)} The window shows its own files alone, so this is a missing second wall and not an open door. Programs that you run have your rights either way.`,
  }
}

function whyWithout(isRoot: boolean, isAppImage: boolean): string {
  if (isRoot)
    return 'It was started as root, for whom there is no sandbox: start it as an ordinary user to have it.'
  if (isAppImage)
    return 'This system lets ordinary users make no namespaces, which the AppImage needs for it: install the deb or rpm package, or allow them (sysctl kernel.unprivileged_userns_clone=1, or an AppArmor profile).'
  return 'It was started with --no-sandbox: leave that out to have it.'
}

/**
 * Whether this notice is shown for the first time, and remembers that it was.
 *
 * @param folder - where the app keeps its state. One that cannot be written shows it each time.
 */
export function isFirstNotice(folder: string): boolean {
  const file = join(folder, 'sandbox-notice')
  if (existsSync(file)) return false
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, 'That the sandbox is off was said.\n')
  } catch {
    // Better said twice than never.
  }
  return true
}

/** Says once, in words, that the sandbox is off. It is no reason not to run. */
export function tellOfMissingSandbox(window: BrowserWindow): void {
  const notice = sandboxNotice({
    isWithoutSandbox:
      app.commandLine.hasSwitch('no-sandbox') || process.env['ELECTRON_DISABLE_SANDBOX'] !== undefined,
    isRoot: process.getuid?.() === 0,
    isAppImage: process.env['APPIMAGE'] !== undefined,
  })
  if (!notice) return
  console.error(`${notice.message} ${notice.detail}`)
  if (isFirstNotice(app.getPath('userData')))
    void messageBox(window, { type: 'warning', ...notice, buttons: ['OK'] })
}
