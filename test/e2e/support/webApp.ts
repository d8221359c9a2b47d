import { chromium, type Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { browserArguments, findBrowser } from '../../../scripts/browser/findBrowser.mjs'
import { CliProcess } from '../../support/cli.ts'
import { AppPage, type PageOptions } from './appPage.ts'

/**
 * The built product as a user has it: `forkscope serve` as a process of its own, and a real Chromium. One host and one
 * browser per test file, a new browser context (storage, preferences) per page.
 */
export interface WebApp {
  /** The host's process id. */
  readonly hostPid: number
  /** With the token in its fragment. */
  readonly url: string
  readonly browser: Browser
  /** A page at the app's address, connected and idle. It is closed after the test, and must have had no errors. */
  open(options?: PageOptions): Promise<AppPage>
}

/** Call it at the top of a test file, or of a `describe`. */
export function useWebApp(): WebApp {
  let host: CliProcess | undefined
  let browser: Browser | undefined
  let url = ''
  const pages: AppPage[] = []

  beforeAll(async () => {
    // One after the other: when one fails, there is nothing half started that nobody could close.
    browser = await launchBrowser()
    host = new CliProcess(['serve', '--port', '0'], { timeoutMs: 900_000 })
    const [address] = await host.waitForOutput(/http:\/\/127\.0\.0\.1:\S+/)
    url = address
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      for (const page of pages) await page.screenshot(`failed-${slug(task.name)}`)
    const problems: string[] = []
    for (const page of pages.splice(0)) problems.push(...(await page.close()))
    if (problems.length > 0) throw new Error(`The page reported:\n  ${problems.join('\n  ')}`)
  })

  afterAll(async () => {
    await browser?.close()
    host?.kill('SIGTERM')
    await host?.ended
  })

  return {
    get hostPid() {
      return host?.pid ?? -1
    },
    get url() {
      return url
    },
    get browser() {
      if (browser === undefined) throw new Error('The browser has not started.')
      return browser
    },
    async open(options) {
      const page = await AppPage.open(this.browser, url, options)
      pages.push(page)
      return page
    },
  }
}

async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser()
  if (executablePath === undefined)
    throw new Error('There is no Chromium: start these tests with `npm test -- e2e`, which installs one.')
  return chromium.launch({ executablePath, args: browserArguments() })
}

function slug(text: string): string {
  return text.toLowerCase().replaceAll(/\W+/g, '-').slice(0, 60)
}
