import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeEach } from 'vitest'
import type { AppPage, PageOptions } from './appPage.ts'
import { connectToHost } from './hostConnection.ts'
import type { WebApp } from './webApp.ts'

/** What tests of exercises do in the Lab. */

export const first = '01-two-processes'
export const firstTitle = 'Two processes and join'

/** Each test is a learner who begins. Call it at the top of a test file. */
export function beginAnew(app: WebApp): void {
  beforeEach(async () => {
    const folder = process.env['FORKSCOPE_DATA']
    if (folder === undefined) throw new Error('The tests would change the progress of whoever runs them.')
    // Answered in turn: what the last test's page had sent to be kept is on the disk.
    const host = await connectToHost(app.url)
    await host.call('exercises.progress', null)
    rmSync(join(folder, 'progress.json'), { force: true })
  })
}

export async function openList(app: WebApp, options?: PageOptions): Promise<AppPage> {
  const opened = await app.open(options)
  await opened.openView('Lab')
  await row(opened.page, first).waitFor()
  await opened.settled()
  return opened
}

export async function openExercise(app: WebApp, id: string, options?: PageOptions): Promise<AppPage> {
  const opened = await openList(app, options)
  await row(opened.page, id).click()
  await lesson(opened.page).getByText('Predict first').waitFor()
  await opened.settled()
  return opened
}

export const row = (page: Page, id: string): Locator => page.locator(`[data-exercise="${id}"]`)
export const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

/** Only the value: the same digits may stand in a time or a pid beside it. */
export const mainReturned = (page: Page): Locator =>
  region(page, 'Outcome').getByLabel('What main returned', { exact: true })
export const lesson = (page: Page): Locator => region(page, 'Lesson')
export const checks = (page: Page): Locator => region(page, 'Checks')
export const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
export const codeEditor = (page: Page): Locator => page.getByRole('textbox', { name: /leaves the editor/ })
export const runEnds = { timeout: 60_000 }

export async function skipAndRun(page: Page): Promise<void> {
  await button(page, 'Run without a prediction').click()
  await region(page, 'Outcome')
    .getByText(/completed|failed|timed out/)
    .first()
    .waitFor(runEnds)
}

export async function replaceProgram(page: Page, text: string): Promise<void> {
  await codeEditor(page).focus()
  await page.keyboard.press('Control+a')
  await codeEditor(page).evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

export const checkOwnText = (page: Page): Promise<void> => acceptOwnText(page, checks(page))

/** Where the host has not been told before that programs run with the user's rights, it is told now. */
export async function acceptOwnText(page: Page, then: Locator): Promise<void> {
  const accept = button(page, 'Run it')
  await accept.or(then).first().waitFor()
  if (await accept.isVisible()) await accept.click()
  await then.waitFor()
}
