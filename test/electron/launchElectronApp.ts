import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { findBrowser } from '../../scripts/browser/findBrowser.mjs'
import { findElectron } from '../../scripts/start/findElectron.mjs'
import { repositoryRoot } from '../support/cli.ts'
import type { StandInOrder } from './standIn/index.ts'

/**
 * Starts the built desktop app: on the real Electron where one runs, else on the stand-in of the module
 * `electron`. Both open a port for tests, through which the window's page is driven alike.
 */
export interface ElectronApp {
  readonly kind: 'electron' | 'stand-in'
  /** Why it is not the real one. */
  readonly why: string
  readonly process: ChildProcess
  /** What the app printed so far, stdout and stderr together. */
  readonly output: string
  /** The window's page as it is now; after a crash it is another one. */
  page(): Promise<Page>
  /** Does what is no part of the page: chooses from the menu, presses a button of a message. The stand-in only. */
  order(order: StandInOrder): void
  /** Resolves when the app has printed that. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** What a second start of the same app prints until it has ended. The stand-in only. */
  startAgain(args: readonly string[]): Promise<string>
  /** What the app has kept of its window's place. */
  windowState(): unknown
  /** Resolves with the exit code when the app has ended by itself or by `close`. */
  readonly ended: Promise<number | null>
  /** Asks the app to quit, as a terminal's Ctrl-C does, and frees everything. */
  close(): Promise<void>
}

export interface LaunchOptions {
  /** What the user gives it: files to open, options of Chromium. */
  args?: readonly string[]
  env?: Record<string, string>
  /** The Node that the stand-in runs on. Default: that of the tests. */
  program?: string
  /** Default: this repository. */
  workingDirectory?: string
}

const startTimeoutMs = 30_000

/** @param root - the folder with package.json and the build. Default: this repository. */
export async function launchElectronApp(
  root = repositoryRoot,
  options: LaunchOptions = {},
): Promise<ElectronApp> {
  const { args = [], env = {} } = options
  const folder = await mkdtemp(join(tmpdir(), 'forkscope-electron-test-'))
  const found = findElectron(root)
  const start = (more: readonly string[]): Promise<ChildProcess> =>
    found.usable
      ? Promise.resolve(spawnElectron(found, folder, more, env))
      : spawnStandIn(folder, root, more, options)
  const child = await start(args)
  const printed = collect(child)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const free = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  let browser: Browser
  try {
    browser = await connect(child, printed)
  } catch (error) {
    await free()
    throw error
  }
  return {
    kind: found.usable ? 'electron' : 'stand-in',
    why: found.usable ? '' : found.why,
    process: child,
    get output() {
      return printed.text
    },
    page: () => windowPage(browser),
    order: (order) => void child.send(order),
    printed: (pattern) => waitForText(child, printed, pattern),
    startAgain: async (more) => {
      const second = await start(more)
      const text = collect(second)
      await once(second, 'close', { signal: AbortSignal.timeout(startTimeoutMs) })
      return text.text
    },
    windowState: () => JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8')) as unknown,
    ended,
    close: async () => {
      await browser.close()
      child.kill('SIGINT')
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(timer)
      await free()
    },
  }
}

function spawnElectron(
  { path, args }: { path: string; args: readonly string[] },
  folder: string,
  more: readonly string[],
  env: Record<string, string>,
): ChildProcess {
  const own = [...args, '--remote-debugging-port=0', `--user-data-dir=${folder}`, repositoryRoot]
  return spawnApp(path, [...own, ...more], env)
}

async function spawnStandIn(
  folder: string,
  root: string,
  more: readonly string[],
  { env, program = process.execPath, workingDirectory }: LaunchOptions,
): Promise<ChildProcess> {
  const browser = await findBrowser()
  if (browser === undefined)
    throw new Error('There is no Chromium: start these tests with `npm test -- e2e`, which installs one.')
  const register = join(import.meta.dirname, 'register.ts')
  return spawnApp(
    program,
    ['--import', register, join(root, 'out', 'main', 'index.js'), ...more],
    {
      ...env,
      FORKSCOPE_BROWSER: browser,
      FORKSCOPE_STAND_IN_ROOT: root,
      FORKSCOPE_STAND_IN_USER_DATA: folder,
    },
    { extra: ['ipc'], workingDirectory },
  )
}

interface SpawnMore {
  extra?: 'ipc'[]
  workingDirectory?: string | undefined
}

/** @param extra - the stand-in's `ipc` channel, by which it notices the end of the test. */
function spawnApp(
  command: string,
  args: string[],
  env: Record<string, string> = {},
  { extra = [], workingDirectory = repositoryRoot }: SpawnMore = {},
): ChildProcess {
  return spawn(command, args, {
    cwd: workingDirectory,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...extra],
  })
}

function collect(child: ChildProcess): { text: string } {
  const printed = { text: '' }
  const add = (chunk: Buffer): void => void (printed.text += chunk.toString())
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return printed
}

async function waitForText(
  child: ChildProcess,
  printed: { text: string },
  pattern: RegExp,
): Promise<RegExpExecArray> {
  const tooLate = AbortSignal.timeout(startTimeoutMs)
  for (;;) {
    const match = pattern.exec(printed.text)
    if (match) return match
    const turn = new AbortController()
    const signal = AbortSignal.any([tooLate, turn.signal])
    try {
      await Promise.race([child.stdout!, child.stderr!].map((stream) => once(stream, 'data', { signal })))
    } catch {
      throw new Error(`The app did not print ${String(pattern)}:\n${printed.text}`)
    } finally {
      turn.abort()
    }
  }
}

/** Chromium prints the address of its port when it has started, in Electron and elsewhere. */
async function connect(child: ChildProcess, printed: { text: string }): Promise<Browser> {
  const signal = AbortSignal.timeout(startTimeoutMs)
  const dead = once(child, 'close', { signal }).then(() => 'dead' as const)
  for (;;) {
    const address = /DevTools listening on (ws:\S+)/.exec(printed.text)?.[1]
    if (address !== undefined) return chromium.connectOverCDP(address)
    const more = once(child.stderr!, 'data', { signal }).then(() => 'more' as const)
    const next = await Promise.race([dead, more]).catch(() => 'late' as const)
    if (next !== 'more') throw new Error(`The app did not start (${next}):\n${printed.text}`)
  }
}

async function windowPage(browser: Browser): Promise<Page> {
  const deadline = performance.now() + startTimeoutMs
  for (;;) {
    const pages = browser.contexts().flatMap((context) => context.pages())
    const page = pages.find((each) => /^(forkscope|https):\/\/app/.test(each.url()))
    if (page) return page
    if (performance.now() > deadline)
      throw new Error(
        `The app has no window, only ${pages.map((each) => each.url()).join(', ') || 'nothing'}.`,
      )
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
