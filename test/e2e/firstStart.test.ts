import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { connectToHost } from './support/hostConnection.ts'
import {
  button,
  codeEditor,
  firstTitle,
  lesson,
  region,
  replaceProgram,
  runEnds,
} from './support/exercises.ts'
import { useWebApp } from './support/webApp.ts'

/** What a user meets who has never started Forkscope, and who runs something from elsewhere for the first time. */

const app = useWebApp()
const patience = { timeout: 20_000 }
const settingsFile = (): string => join(process.env['FORKSCOPE_DATA'] ?? '', 'settings.json')

beforeEach(() => {
  for (const name of ['settings.json', 'progress.json'])
    rmSync(join(process.env['FORKSCOPE_DATA'] ?? '', name), { force: true })
})

describe('the first start', () => {
  it('opens the first exercise, and one key runs it; nothing is asked of any other host', async () => {
    const opened = await app.open({ isFirstStart: true })
    const { page, asked } = opened
    await lesson(page).getByRole('heading', { name: firstTitle }).waitFor()
    await opened.settled()
    await page.getByText('Welcome: see real processes at work').waitFor()
    await opened.inspect('first-start')

    await page.keyboard.press('Control+Enter')
    await region(page, 'Processes').getByText('MainProcess').first().waitFor()
    await region(page, 'Outcome').getByText('completed').first().waitFor(runEnds)
    expect(await page.locator('.process-card').count()).toBeGreaterThan(1)
    await opened.screenshot('first-start-ran')
    expect(await page.getByRole('alertdialog').count()).toBe(0)

    const { host } = new URL(app.url)
    expect(asked.length).toBeGreaterThan(5)
    const elsewhere = asked.filter((url) => !/^(blob|data):/.test(url) && new URL(url).host !== host)
    expect(elsewhere).toEqual([])
  })

  it('is over with it: the next start opens where the user was, also by another port', async () => {
    const opened = await app.open({ isFirstStart: true })
    await opened.page.getByRole('main', { name: 'Lab' }).waitFor()
    await opened.openView('Processes')
    await expect.poll(() => readFileSync(settingsFile(), 'utf8'), patience).toContain('processes')
    // A new context has no storage of this one, as has the page of another port.
    const later = await app.open({ isFirstStart: true })
    await later.page.getByRole('main', { name: 'Processes' }).waitFor()
  })
})

const foreign = `export async function main() {
  return 'ran'
}
`

describe('a program from elsewhere', () => {
  it('is told of once, by name, before it runs; No is taken, Yes is kept, and Settings asks again', async () => {
    const opened = await app.open()
    const { page } = opened
    await openProgramFile(page, 'found-on-the-web.ts')
    const dialog = page.getByRole('alertdialog', { name: 'Run found-on-the-web.ts?' })
    await page.keyboard.press('Control+Enter')
    await dialog.waitFor()
    await dialog.getByText('with your rights and in no sandbox').waitFor()
    await opened.inspect('rights-notice')
    // The focus begins on Cancel.
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await region(page, 'Outcome').count()).toBe(0)

    await page.keyboard.press('Control+Enter')
    await dialog.waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await region(page, 'Outcome').getByText('"ran"').waitFor(runEnds)
    const rpc = await connectToHost(app.url)
    expect(await rpc.call('settings.read', null)).toMatchObject({ isRightsNoticeAccepted: true })

    const pid = (): Promise<string | null> => page.locator('.process-pid').first().textContent()
    const pidBefore = await pid()
    await page.keyboard.press('Control+Enter')
    await expect.poll(pid, runEnds).not.toBe(pidBefore)
    await region(page, 'Outcome').getByText('completed').first().waitFor(runEnds)
    await opened.openView('Settings')
    await button(page, 'Ask me again').click()
    await opened.screenshot('settings-rights')
    await expect.poll(() => button(page, 'Ask me again').isDisabled(), patience).toBe(true)
    await opened.openView('Lab')
    await page.getByRole('textbox', { name: /leaves the editor/ }).waitFor()
    await opened.settled()
    await page.keyboard.press('Control+Enter')
    await dialog.waitFor()
    await button(page, 'Cancel').click()
  })

  it('is known by what it is: an edit of what came with Forkscope is not, what was pasted over it is', async () => {
    const { page } = await app.open()
    await page.keyboard.press('1')
    await page.getByRole('radio', { name: 'Programs' }).click()
    await codeEditor(page).focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('\n// mine')
    await page.keyboard.press('Control+Enter')
    await region(page, 'Outcome').getByText('completed').first().waitFor(runEnds)
    await replaceProgram(page, foreign)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('alertdialog').waitFor()
    await page.keyboard.press('Escape')
  })

  it.each([
    ['1024x700', { viewport: { width: 1024, height: 700 } }],
    ['zoom200', { zoom: 2 }],
  ] as const)('has its notice whole and its name as text: %s', async (suffix, size) => {
    const opened = await app.open(size)
    const { page } = opened
    const name = '<img src=x onerror=alert(1)>\u202etxt.ts'
    await openProgramFile(page, name)
    await page.keyboard.press('Control+Enter')
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('heading', { name: 'Run <img src=x onerror=alert(1)>' }).waitFor()
    expect(await dialog.locator('img').count()).toBe(0)
    await opened.screenshot(`rights-notice-${suffix}`)
    await opened.expectNothingCutOff()
    await button(page, 'Cancel').click()
  })
})

async function openProgramFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press('1')
  await page.getByRole('radio', { name: 'Programs' }).click()
  const chooser = page.waitForEvent('filechooser')
  await button(page, 'Open file …').click()
  await (await chooser).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(foreign) })
  await codeEditor(page).getByText("return 'ran'").waitFor()
}
