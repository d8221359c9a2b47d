import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchElectronApp, type ElectronApp } from '../electron/launchElectronApp.ts'
import { isRunning } from '../support/leaks.ts'
import { waitForEnd } from '../support/ownProcesses.ts'
import { mainReturned, region } from './support/exercises.ts'

/** What a user sees when a part of the app dies: the page's process, or the process of a run's broker. */

let app: ElectronApp
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forkscope-crashes-'))
  app = await launchElectronApp()
})
afterAll(async () => {
  await app?.close()
  rmSync(folder, { recursive: true, force: true })
})

const cards = (page: Page): Locator => region(page, 'Processes').getByRole('listitem')

/** Prints, starts a process, and goes on when the file `go` appears. */
const waitingProgram = (words: string, go: string): string => `import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Process } from 'multiprocessing'
export async function idle(): Promise<void> { await delay(600_000) }
export async function main() {
  console.log('${words}')
  const child = new Process({ target: idle, name: 'companion' })
  await child.start()
  while (!existsSync(${JSON.stringify(go)})) await delay(20)
  await child.kill()
  await child.join()
  return { answer: 42 }
}
`

/** As a user does: a new program in the Lab, pasted, and run. */
async function runOwnProgram(text: string): Promise<Page> {
  const page = await app.page()
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: 'Lab', exact: true })
    .click()
  const programs = page.getByRole('radio', { name: 'Programs' })
  const list = page.getByRole('button', { name: 'All exercises' })
  // A first start opens the Lab on its first exercise.
  await programs.or(list).first().waitFor()
  if (await list.isVisible()) await list.click()
  await programs.click()
  await page.getByRole('button', { name: 'New', exact: true }).click()
  const editor = page.getByRole('textbox', { name: /leaves the editor/ })
  await editor.focus()
  await page.keyboard.press('Control+a')
  await editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
  await page.keyboard.press('Control+Enter')
  const accept = page.getByRole('button', { name: 'Run it', exact: true })
  await accept.or(cards(page).first()).first().waitFor()
  if (await accept.isVisible()) await accept.click()
  return page
}

/** The pids of a run's two processes, once both are shown. */
async function shownPids(page: Page): Promise<number[]> {
  await expect.poll(() => cards(page).count(), { timeout: 30_000 }).toBe(2)
  const texts = await cards(page).allTextContents()
  return texts.map((text) => Number(/pid\s*(\d+)/.exec(text)?.[1]))
}

/** Ends the page's process. Whether another page comes instead is the app's business. */
async function crash(): Promise<void> {
  const page = await app.page()
  const gone = page.waitForEvent('crash')
  void page.goto('chrome://crash').catch(() => {})
  await gone
  await expect.poll(() => page.isClosed(), { timeout: 20_000 }).toBe(true)
}

test('a run outlives its page, however often that crashes, and is shown again with all that it printed', async ({
  skip,
}) => {
  skip(app.kind === 'electron', 'its message cannot be answered from here')
  const go = join(folder, 'go')
  const before = await runOwnProgram(waitingProgram('before the crash', go))
  await region(before, 'Output').getByText('before the crash').waitFor()
  const pids = await shownPids(before)
  await crash()
  const after = await app.page()
  await region(after, 'Output').getByText('before the crash').waitFor()
  expect(await shownPids(after)).toEqual(pids)
  for (let count = 2; count <= 4; count++) await crash()
  const [, json] = await app.printed(/^\[messageBox\] (\{.*The page crashed 4 times.*\})$/m)
  expect(JSON.parse(json!)).toMatchObject({ buttons: ['Load again', 'Quit'] })
  expect(pids.map(isRunning)).toEqual([true, true])
  app.order({ do: 'answer', response: 0 })
  const last = await app.page()
  await region(last, 'Output').getByText('before the crash').waitFor()
  writeFileSync(go, '')
  await mainReturned(last).getByText('42').waitFor({ timeout: 30_000 })
  expect(pids.map(isRunning)).toEqual([false, false])
})

test.skipIf(process.platform === 'win32')(
  'a run whose broker is killed fails with a reason, leaves no process, and the next one works',
  async () => {
    const go = join(folder, 'later')
    const page = await runOwnProgram(waitingProgram('before the kill', go))
    await region(page, 'Output').getByText('before the kill').waitFor()
    const pids = await shownPids(page)
    const parent = (pid: number): number =>
      Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }))
    const broker = pids.map(parent).find((pid) => !pids.includes(pid))!
    expect(broker).not.toBe(app.process.pid)
    process.kill(broker, 'SIGKILL')
    await region(page, 'Outcome')
      .getByText(/session is gone/)
      .waitFor()
    await region(page, 'Outcome').getByText('failed').first().waitFor()
    await waitForEnd(pids, 10_000)
    writeFileSync(go, '')
    await page.keyboard.press('Control+Enter')
    await mainReturned(page).getByText('42').waitFor({ timeout: 30_000 })
  },
)
