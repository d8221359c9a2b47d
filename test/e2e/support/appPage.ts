import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { repositoryRoot } from '../../support/cli.ts'

export type Theme = 'light' | 'dark'

export interface PageOptions {
  /** Default light. */
  theme?: Theme
  /** CSS pixels. Default 1280 × 800. */
  viewport?: { width: number; height: number }
  /** Browser zoom: 2 shows half as many CSS pixels on the same screen. Default 1. */
  zoom?: number
  /** Nothing is kept yet. Default: this browser was at Experiments. */
  isFirstStart?: boolean
}

const screenshots = join(repositoryRoot, 'artifacts', 'screenshots')

/** A page of the app, and all that went wrong in it. */
export class AppPage {
  readonly page: Page
  /** Every address that the page has asked for, also by WebSocket. */
  readonly asked: string[] = []
  readonly #problems: string[] = []
  #theme: Theme

  private constructor(page: Page, theme: Theme) {
    this.page = page
    this.#theme = theme
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.#problems.push(`console ${message.type()}: ${message.text()}`)
    })
    page.on('request', (request) => this.asked.push(request.url()))
    page.on('websocket', (socket) => this.asked.push(socket.url()))
    page.on('pageerror', (error) => this.#problems.push(`uncaught: ${error.stack ?? error.message}`))
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? ''
      // A reload or the next page ends what was still on its way.
      if (why !== 'net::ERR_ABORTED') this.#problems.push(`request failed: ${request.url()} ${why}`)
    })
  }

  static async open(browser: Browser, url: string, options: PageOptions = {}): Promise<AppPage> {
    const {
      theme = 'light',
      viewport = { width: 1280, height: 800 },
      zoom = 1,
      isFirstStart = false,
    } = options
    const context = await browser.newContext({
      colorScheme: theme,
      reducedMotion: 'reduce',
      viewport: { width: Math.round(viewport.width / zoom), height: Math.round(viewport.height / zoom) },
      deviceScaleFactor: zoom,
    })
    context.setDefaultTimeout(20_000)
    if (!isFirstStart) await context.addInitScript(beAtExperiments)
    const app = new AppPage(await context.newPage(), theme)
    await app.page.goto(url)
    await app.page.getByRole('navigation', { name: 'Views' }).waitFor()
    return app
  }

  /** Goes to a view as a user does, by the rail, and waits until it is there. */
  async openView(title: 'Lab' | 'Experiments' | 'Processes' | 'Settings'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('button', { name: title, exact: true })
      .click()
    await this.page.getByRole('main', { name: title }).waitFor()
  }

  /** Ctrl+Enter; where own code asks for it, the notice that it runs with the user's rights is accepted. */
  async run(started: Locator): Promise<void> {
    await this.page.keyboard.press('Control+Enter')
    const accept = this.page.getByRole('button', { name: 'Run it', exact: true })
    await accept.or(started).first().waitFor({ timeout: 60_000 })
    if (await accept.isVisible()) await accept.click()
  }

  /** Resolves when the view has its data: nothing says any more that it waits for something. */
  async settled(): Promise<void> {
    // A locator would look again only after half a second.
    await this.page.waitForFunction(isAtRest)
    await this.page.evaluate(() => document.fonts.ready)
  }

  /** In the state that the page is in now; of all rules of axe, or of these. */
  async expectNoAxeViolations(rules?: string[]): Promise<void> {
    // Without an empty page of its own for each analysis: there are no frames whose results it would gather.
    const builder = new AxeBuilder({ page: this.page }).setLegacyMode()
    const { violations } = await (rules ? builder.withRules(rules) : builder).analyze()
    const found = violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n    ${nodes.map(({ html }) => html.slice(0, 200)).join('\n    ')}`,
    )
    expect(found, 'axe violations').toEqual([])
  }

  /**
   * A screenshot in light and in dark, and no axe violation: of all rules in the page's own theme, of contrast in the
   * other, which differs in colours alone. Leaves the page in its own theme.
   */
  async inspect(name: string): Promise<void> {
    const own = this.#theme
    await this.#show(own === 'light' ? 'dark' : 'light')
    await this.screenshot(name)
    await this.expectNoAxeViolations(['color-contrast'])
    await this.#show(own)
    await this.screenshot(name)
    await this.expectNoAxeViolations()
  }

  async #show(theme: Theme): Promise<void> {
    this.#theme = theme
    await this.page.emulateMedia({ colorScheme: theme })
    await this.page.locator(`html[data-theme="${theme}"]`).waitFor()
  }

  /** Nothing is wider than the window: no horizontal scroll bar, no element cut off at its right edge. */
  async expectNothingCutOff(): Promise<void> {
    const { overflow, cut } = await this.page.evaluate(findCutOff)
    expect(overflow, 'the page scrolls sideways by this many pixels').toBeLessThanOrEqual(0)
    expect(cut, 'elements outside of the window').toEqual([])
  }

  /** Written to artifacts/screenshots/<name>-<theme>.png. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(screenshots, { recursive: true })
    const path = join(screenshots, `${name}-${this.#theme}.png`)
    await this.page.screenshot({ path })
    return path
  }

  /** Errors and warnings of the console, uncaught errors and failed requests so far. */
  get problems(): readonly string[] {
    return this.#problems
  }

  /** For a test that provokes an error: takes the expected ones out. */
  forgetProblems(pattern: RegExp): void {
    for (const problem of this.#problems.filter((text) => pattern.test(text)))
      this.#problems.splice(this.#problems.indexOf(problem), 1)
  }

  async close(): Promise<readonly string[]> {
    await this.page.context().close()
    return this.#problems
  }
}

/** Runs in the page, in each frame. */
function isAtRest(): boolean {
  return [...document.querySelectorAll('[role=status]')].every(
    ({ textContent }) => !textContent?.startsWith('Waiting for'),
  )
}

/** Runs in the page, before its own scripts. */
function beAtExperiments(): void {
  localStorage.setItem('forkscope.view', localStorage.getItem('forkscope.view') ?? '"experiments"')
}

/** Runs in the page. What scrolls inside a container of its own is reachable and not cut off. */
function findCutOff(): { overflow: number; cut: string[] } {
  const width = document.documentElement.clientWidth
  const scrollsSideways = (element: Element): boolean =>
    /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth
  const isReachable = (element: Element): boolean => {
    for (let at = element.parentElement; at !== null; at = at.parentElement)
      if (scrollsSideways(at)) return true
    return false
  }
  const cut = [...document.querySelectorAll('button, input, select, textarea, a, h1, h2, h3, [role]')]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
    .filter((element) => element.getBoundingClientRect().right > width + 1 && !isReachable(element))
    .map((element) => element.outerHTML.slice(0, 160))
  return { overflow: document.documentElement.scrollWidth - width, cut }
}
