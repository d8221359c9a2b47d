import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { ReleaseError } from '../step.mjs'
import { AppProcess } from './appProcess.mjs'
import { ProcessFamily } from './processList.mjs'

/** What a user does first: starts the app, runs an experiment, reads what it found, closes the window. */

const windowTimeoutMs = 60_000
const experimentTimeoutMs = 120_000
const set = { Items: '20', Workers: '1, 2', 'Chunk sizes': '1', Repeats: '1' }

/**
 * @typedef {object} DesktopResult
 * @property {string} advice the report's sentence
 * @property {string[][]} rows the report's table, without its head
 * @property {number} processes that were seen to live and are gone
 */

/**
 * @param {import('./appProcess.mjs').AppCommand} app
 * @param {object} [options]
 * @param {string} [options.screenshots] a folder for what the window showed when it failed
 * @param {string} [options.dataFolder] the app's data; default: a new one, removed at the end
 * @returns {Promise<DesktopResult>}
 * @throws ReleaseError that says what went wrong, with what the app printed
 */
export async function smokeDesktop(app, { screenshots, dataFolder } = {}) {
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'forkscope-smoke-')))
  const running = new AppProcess(app, folder)
  /** @type {import('playwright-core').Page | undefined} */
  let page
  try {
    const family = new ProcessFamily(running.pid, folder)
    const browser = await chromium.connectOverCDP(await running.devToolsAddress())
    page = await windowPage(browser)
    const problems = watch(page)
    const report = await runExperiment(page, family)
    if (problems.length > 0) throw new ReleaseError(`The window reported:\n  ${problems.join('\n  ')}`)
    const processes = await family.look()
    await closeWindow(page)
    await running.expectQuit()
    await family.expectGone()
    return { ...report, processes }
  } catch (error) {
    if (page && screenshots) await keepScreenshot(page, screenshots)
    const message = error instanceof Error ? error.message : String(error)
    throw new ReleaseError(`${message}\nThe app printed:\n${running.output.trim() || '(nothing)'}`, {
      cause: error,
    })
  } finally {
    await running.kill()
    if (dataFolder === undefined)
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

/** @param {import('playwright-core').Browser} browser */
async function windowPage(browser) {
  const deadline = performance.now() + windowTimeoutMs
  for (;;) {
    const pages = browser.contexts().flatMap((context) => context.pages())
    const page = pages.find((each) => /^(forkscope|https):\/\/app/.test(each.url()))
    if (page) return page
    if (performance.now() > deadline)
      throw new ReleaseError(
        `The app has no window, only ${pages.map((each) => each.url()).join(', ') || 'nothing'}.`,
      )
    await delay(100)
  }
}

/** @param {import('playwright-core').Page} page @returns {string[]} grows with what goes wrong in the page */
function watch(page) {
  /** @type {string[]} */
  const problems = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  return problems
}

/**
 * @param {import('playwright-core').Page} page
 * @param {ProcessFamily} family
 */
async function runExperiment(page, family) {
  page.setDefaultTimeout(windowTimeoutMs)
  const views = page.getByRole('navigation', { name: 'Views' })
  await views.getByRole('button', { name: 'Experiments', exact: true }).click()
  await page.getByRole('main', { name: 'Experiments' }).waitFor()
  for (const [label, value] of Object.entries(set)) {
    const field = page.getByRole('textbox', { name: label, exact: true })
    await field.fill(value)
    await field.blur()
  }
  await page.getByRole('button', { name: 'Run', exact: true }).first().click()
  const cards = page.getByRole('region', { name: 'Processes', exact: true }).getByRole('listitem')
  await cards.first().waitFor()
  await family.look()
  const result = page.getByRole('region', { name: 'Result', exact: true })
  await result.waitFor({ timeout: experimentTimeoutMs })
  const advice = (await result.getByRole('status').innerText()).trim()
  const table = result.getByRole('region', { name: 'All measured rows' }).getByRole('row')
  const rows = (await table.allInnerTexts()).slice(1).map((row) => row.split('\t'))
  if (advice === '') throw new ReleaseError('The report of the experiment says nothing.')
  if (rows.length < 2 || rows.some((cells) => !cells.some((cell) => /\d/.test(cell))))
    throw new ReleaseError(`The report of the experiment lacks its figures: ${JSON.stringify(rows)}`)
  return { advice, rows }
}

/**
 * As its user does: in Electron a page may close its window. Where a browser stands in for it, the page is closed.
 *
 * @param {import('playwright-core').Page} page
 */
async function closeWindow(page) {
  const closed = page.waitForEvent('close', { timeout: 2_000 })
  // The page may be gone before it could answer.
  await page.evaluate('window.close()').catch(() => {})
  await closed.catch(() => page.close())
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} folder
 */
async function keepScreenshot(page, folder) {
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, 'smoke.png'), timeout: 10_000 }).catch(() => {})
}
