import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Page, Request, Route } from 'playwright-core'
import { browserArguments } from '../../../scripts/browser/findBrowser.mjs'
import { fromBrowser } from './address.ts'
import { ownApp, settings } from './app.ts'
import { respond } from './protocol.ts'
import { isRequestAllowed } from './session.ts'

/** Whether the app lets its page go there. Asked for every navigation but those of `loadURL`. */
export type NavigationGuard = (url: string, isMainFrame: boolean) => boolean

let context: Promise<BrowserContext> | undefined
const guards = new Map<Page, NavigationGuard>()

/** The one Chromium of the stand-in. It opens a port for tests. */
export function browserContext(): Promise<BrowserContext> {
  context ??= launch()
  return context
}

export function guardPage(page: Page, guard: NavigationGuard): void {
  guards.set(page, guard)
}

async function launch(): Promise<BrowserContext> {
  // Only when a window opens: a second start has none.
  const { chromium } = await import('playwright-core')
  const profile = join(settings.userData, 'browser')
  const launched = await chromium.launchPersistentContext(profile, {
    executablePath: settings.browser,
    // Port 0 takes a free one; playwright itself talks to Chromium through a pipe.
    args: [...browserArguments(), '--remote-debugging-port=0'],
    viewport: null,
    // Signals are the app's: it closes the browser when it ends.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  const [port, path] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n')
  // As Electron prints it by itself.
  console.error(`DevTools listening on ws://127.0.0.1:${port}${path}`)
  await launched.route('**/*', handleRequest)
  ownApp.beforeExit(() => launched.close())
  return launched
}

async function handleRequest(route: Route): Promise<void> {
  const request = route.request()
  const url = fromBrowser(request.url())
  if (request.isNavigationRequest() && !isNavigationAllowed(request, url)) return route.abort('aborted')
  if (!(await isRequestAllowed(url, request.method()))) return route.abort('blockedbyclient')
  const response = await respond(url, request.method())
  if (!response) return route.abort('addressunreachable')
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}

function isNavigationAllowed(request: Request, url: string): boolean {
  try {
    const frame = request.frame()
    return guards.get(frame.page())?.(url, frame.parentFrame() === null) === true
  } catch {
    // The first request of a page that is only being made: a window of its own, which no app here opens.
    return false
  }
}
