import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { AppPage } from './support/appPage.ts'
import { useWebApp } from './support/webApp.ts'

/** What the editor knows of the library: completion, types, and what is wrong with them. */

const app = useWebApp()

const editor = (page: Page): Locator => page.getByRole('textbox', { name: /leaves the editor/ })
const completions = (page: Page): Locator => page.getByRole('listbox', { name: 'Completions' })

const program = `import { Pool, Queue } from 'multiprocessing'

export function square(n: number): number {
  return n * n
}

export async function main() {
  const queue = new Queue<string>()
  await using pool = new Pool(2)

}
`

/** The Lab with the program, the cursor on its empty line, and the language service loaded. */
async function openProgram(): Promise<AppPage> {
  const opened = await app.open()
  const { page } = opened
  await opened.openView('Lab')
  await opened.page.getByRole('radio', { name: 'Programs' }).click()
  await opened.settled()
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await editor(page).focus()
  await page.keyboard.press('Control+a')
  await editor(page).evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, program)
  for (const key of ['ArrowUp', 'ArrowUp']) await page.keyboard.press(key)
  // The service is there as soon as it knows a member of the library.
  await page.keyboard.type('  pool.')
  await expect
    .poll(
      async () => {
        await page.keyboard.press('Control+Space')
        await page.waitForTimeout(100)
        return completions(page).getByText('imapUnordered', { exact: true }).count()
      },
      { timeout: 30_000 },
    )
    .toBe(1)
  return opened
}

describe('completion', () => {
  it('offers what a pool can do, by keyboard', async () => {
    const opened = await openProgram()
    const { page } = opened
    await page.keyboard.press('Escape')
    await completions(page).waitFor({ state: 'detached' })
    await page.keyboard.type('ma')
    await completions(page)
      .getByRole('option', { selected: true })
      .getByText('map', { exact: true })
      .waitFor()
    await page.getByText('(method) Pool').waitFor()
    await opened.inspect('editor-completion')
    await page.keyboard.press('ArrowDown')
    await completions(page).getByRole('option', { selected: true }).getByText('mapAsync').waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.keyboard.type('(square, [1, 2])')
    expect(await editor(page).innerText()).toContain('pool.map(square, [1, 2])')
  })

  it('knows what a queue carries, and imports what is missing', async () => {
    const opened = await openProgram()
    const { page } = opened
    await page.keyboard.press('Escape')
    for (let i = 0; i < 'pool.'.length; i++) await page.keyboard.press('Backspace')
    await page.keyboard.type('const item = await queue.get()\nitem.toUpp')
    await completions(page).getByRole('option', { selected: true }).getByText('toUpperCase').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('()\nnew Semaph')
    await completions(page).getByText('from multiprocessing').first().waitFor()
    await completions(page)
      .getByRole('option', { name: /^Semaphore/ })
      .first()
      .waitFor()
    // The editor does not take Enter for a choice within 75 ms of the list's last change: who types on means a line.
    await page.waitForTimeout(300)
    await page.keyboard.press('Enter')
    await expect.poll(() => editor(page).innerText()).toMatch(/import \{ Pool, Queue, Semaphore \} from/)
  })

  it('shows the parameters of a call while it is typed', async () => {
    const opened = await openProgram()
    const { page } = opened
    await page.keyboard.press('Escape')
    await page.keyboard.type('map(')
    await page.locator('.type-note').getByText('iterable: Input<unknown>').waitFor()
    // The first closes the list of names, if it has come up.
    for (let i = 0; i < 2; i++) await page.keyboard.press('Escape')
    await page.locator('.type-note').waitFor({ state: 'detached' })
  })
})

describe('types', () => {
  it('that do not fit are marked and told, by keyboard', async () => {
    const opened = await openProgram()
    const { page } = opened
    await page.keyboard.press('Escape')
    for (let i = 0; i < 'pool.'.length; i++) await page.keyboard.press('Backspace')
    await page.keyboard.type('await queue.put(42)')
    await page.locator('.cm-lintRange-error').getByText('42').waitFor()
    const message = "Argument of type 'number' is not assignable to parameter of type 'string'."
    const shown = page.locator('.cm-tooltip').getByText(message)
    const isShownByKey = async (): Promise<boolean> => {
      // From the problem itself there is no next one.
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('F8')
      return shown.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      )
    }
    // Until the program has been checked as it is now, there is nothing to go to.
    await expect.poll(isShownByKey, { timeout: 20_000 }).toBe(true)
    await page
      .getByRole('status', { name: 'Problems in the program' })
      .getByRole('button', { name: message })
      .waitFor()
    await opened.inspect('editor-type-error')
    // What is wrong is selected; a quote that is typed over it would be put around it.
    await page.keyboard.press('Backspace')
    await page.keyboard.type("'a'")
    await expect.poll(() => editor(page).innerText()).toContain("await queue.put('a')")
    await page.locator('.cm-lintRange-error').waitFor({ state: 'detached' })
  })

  it('are told of the name at the cursor', async () => {
    const opened = await openProgram()
    const { page } = opened
    await page.keyboard.press('Escape')
    for (const key of ['ArrowUp', 'End', 'ArrowLeft', 'Home']) await page.keyboard.press(key)
    for (let i = 0; i < 'await using po'.length; i++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Alt+t')
    await page.locator('.type-note').getByText('pool: Pool').waitFor()
  })
})

it('keeps nobody in the editor', async () => {
  const opened = await openProgram()
  const { page } = opened
  // The first closes the list, the second lets Tab out.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect.poll(() => editor(page).evaluate((element) => element === document.activeElement)).toBe(false)
})

it('loads nothing of it before somebody edits', async () => {
  const opened = await app.open()
  const { page } = opened
  await opened.openView('Lab')
  await opened.page.getByRole('radio', { name: 'Programs' }).click()
  await opened.settled()
  expect(page.workers()).toHaveLength(0)
  await editor(page).focus()
  await expect.poll(() => page.workers().length).toBe(1)
})
