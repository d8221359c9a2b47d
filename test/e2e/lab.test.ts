import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { waitForEnd } from '../support/ownProcesses.ts'
import type { AppPage } from './support/appPage.ts'
import { mainReturned, region } from './support/exercises.ts'
import { useWebApp } from './support/webApp.ts'

/** The Lab view: programs that come with it, and the user's own, right and wrong. */

const app = useWebApp()

async function openLab(): Promise<AppPage> {
  const opened = await app.open()
  await opened.openView('Lab')
  await opened.page.getByRole('radio', { name: 'Programs' }).click()
  await opened.settled()
  return opened
}

const outcome = (page: Page): Locator => region(page, 'Outcome')
const processCards = (page: Page): Locator => region(page, 'Processes').getByRole('listitem')

async function writeOwnProgram(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'New', exact: true }).click()
  const editor = page.getByRole('textbox', { name: /leaves the editor/ })
  await editor.focus()
  await page.keyboard.press('Control+a')
  // Typed key by key, the editor would close brackets by itself.
  await editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

function run(opened: AppPage): Promise<void> {
  return opened.run(outcome(opened.page).or(opened.page.getByText('The program did not start')))
}

describe('the programs that come with it', () => {
  it.each([
    ['Processes', 'processes'],
    ['A queue', 'queue'],
    ['A pipe', 'pipe'],
  ])('%s runs to its end with live panels', async (title, file) => {
    const opened = await openLab()
    const { page } = opened
    await page.getByText(title, { exact: true }).click()
    await page.getByRole('heading', { name: `${file}.ts` }).waitFor()
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => processCards(page).count(), { timeout: 30_000 }).toBeGreaterThan(1)
    await outcome(page).getByText('completed').waitFor({ timeout: 60_000 })
    await expect
      .poll(() => processCards(page).filter({ hasText: 'exit 0' }).count())
      .toBe(await processCards(page).count())
    if (file !== 'processes') {
      const rows = await region(page, 'Queues, pipes and pools').getByRole('row').allInnerTexts()
      for (const [puts, gets] of rows.slice(1).map(counts)) expect(gets).toBe(puts)
    }
    await opened.screenshot(`lab-${file}`)
    await opened.expectNoAxeViolations()
  })
})

describe('an own program', () => {
  it('runs with what main returns, and its parameters can be set', async () => {
    const opened = await openLab()
    const { page } = opened
    await writeOwnProgram(
      page,
      "export function main({ times = 3 }: { times?: number }) {\n  console.log('hello from main')\n  return { answer: 14 * times }\n}\n",
    )
    await run(opened)
    await mainReturned(page).getByText('42').waitFor({ timeout: 30_000 })
    await region(page, 'Output').getByText('hello from main').waitFor()
    await page.getByRole('textbox', { name: 'times' }).fill('5')
    await run(opened)
    await mainReturned(page).getByText('70').waitFor({ timeout: 30_000 })
    // Another program beside it, of whatever name: the run is not taken for its own, and all can be reached.
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: /^Open file/ }).click()
    const name = `${'long'.repeat(50)}.ts`
    await (await chooser).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('export {}\n') })
    await page.getByText('This is the run of program.ts.').waitFor()
    await page.getByRole('button', { name: 'Save as a file' }).click({ trial: true })
  })

  it('with a syntax error is marked at its line, and does not start', async () => {
    const opened = await openLab()
    const { page } = opened
    await writeOwnProgram(page, 'export function main() {\n  return 1 +\n}\n')
    await page.locator('.cm-lint-marker-error').first().waitFor()
    await run(opened)
    await page.getByText('The program did not start').waitFor()
    await page.getByRole('button', { name: 'Go to line 3' }).click()
    expect(await processCards(page).count()).toBe(0)
  })

  it('that throws says what and where', async () => {
    const opened = await openLab()
    const { page } = opened
    await writeOwnProgram(page, "export function main() {\n  throw new RangeError('the list is empty')\n}\n")
    await run(opened)
    await outcome(page).getByText('the list is empty').waitFor({ timeout: 30_000 })
    expect(await outcome(page).innerText()).toMatch(/RangeError/)
  })

  it('that loops for ever is stopped, and nothing is left', async () => {
    const opened = await openLab()
    const { page } = opened
    await writeOwnProgram(
      page,
      `import { Process } from 'multiprocessing'
export function spin(): void { for (;;) {} }
export async function main() {
  const child = new Process({ target: spin })
  await child.start()
  for (;;) {}
}
`,
    )
    await run(opened)
    await expect.poll(() => processCards(page).count(), { timeout: 30_000 }).toBe(2)
    const texts = await processCards(page).allTextContents()
    const pids = texts.map((text) => Number(/pid\s*(\d+)/.exec(text)?.[1]))
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await waitForEnd(pids, 10_000)
    await outcome(page)
      .getByText(/killed|ended/)
      .first()
      .waitFor()
  })

  it('keeps one process apart from the others: ending it by keyboard, named in the confirmation', async () => {
    const opened = await openLab()
    const { page } = opened
    await writeOwnProgram(
      page,
      `import { Process } from 'multiprocessing'
export async function sleepLong(): Promise<void> { await new Promise(() => setInterval(() => {}, 1000)) }
export async function main() {
  const child = new Process({ target: sleepLong, name: 'sleeper' })
  await child.start()
  await child.join()
  return child.exitCode
}
`,
    )
    await run(opened)
    const sleeper = processCards(page).filter({ hasText: 'sleeper' })
    await sleeper
      .getByText(/idle|running|sleeping/)
      .first()
      .waitFor({ timeout: 30_000 })
    await sleeper
      .getByRole('button', { name: /sleeper/ })
      .first()
      .focus()
    await page.keyboard.press('Delete')
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('button', { name: /^End/ }).click()
    await sleeper.getByText('ended by SIGTERM (15) from you').waitFor({ timeout: 10_000 })
    await mainReturned(page).getByText('-15').waitFor({ timeout: 10_000 })
  })

  it('survives a reload', async () => {
    const opened = await openLab()
    const { page } = opened
    await writeOwnProgram(page, "export const main = () => 'kept text'\n")
    await page.waitForFunction(() =>
      Object.values(localStorage).some((value) => String(value).includes('kept text')),
    )
    await page.reload()
    await page.getByText("'kept text'").waitFor()
  })
})

/** Puts and gets of a row of the traffic table. */
function counts(row: string): number[] {
  return row
    .split('\t')
    .slice(1, 3)
    .map((text) => Number(text.replaceAll(/\D/g, '')))
}
