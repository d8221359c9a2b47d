import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { repositoryRoot } from '../support/cli.ts'
import type { AppPage, PageOptions, Theme } from './support/appPage.ts'
import { useWebApp } from './support/webApp.ts'

/** Exercises in the Lab: a learner's whole way, by mouse and by keyboard alone, and what helps on it. */

const app = useWebApp()
const first = '01-two-processes'
const firstTitle = 'Two processes and join'

// Each test is a learner who begins.
beforeEach(() => {
  const folder = process.env['FORKSCOPE_DATA']
  if (folder === undefined) throw new Error('The tests would change the progress of whoever runs them.')
  rmSync(join(folder, 'progress.json'), { force: true })
})

async function openList(options?: PageOptions): Promise<AppPage> {
  const opened = await app.open(options)
  await opened.openView('Lab')
  await row(opened.page, first).waitFor()
  await opened.settled()
  return opened
}

async function openExercise(id: string, options?: PageOptions): Promise<AppPage> {
  const opened = await openList(options)
  await row(opened.page, id).click()
  await lesson(opened.page).getByText('Predict first').waitFor()
  await opened.settled()
  return opened
}

const row = (page: Page, id: string): Locator => page.locator(`[data-exercise="${id}"]`)
const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const lesson = (page: Page): Locator => region(page, 'Lesson')
const checks = (page: Page): Locator => region(page, 'Checks')
const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
const codeEditor = (page: Page): Locator => page.getByRole('textbox', { name: /leaves the editor/ })
const runEnds = { timeout: 60_000 }

async function skipAndRun(page: Page): Promise<void> {
  await button(page, 'Run without a prediction').click()
  await region(page, 'Outcome')
    .getByText(/completed|failed|timed out/)
    .first()
    .waitFor(runEnds)
}

async function replaceProgram(page: Page, text: string): Promise<void> {
  await codeEditor(page).focus()
  await page.keyboard.press('Control+a')
  await codeEditor(page).evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

async function checkOwnText(page: Page): Promise<void> {
  const accept = button(page, 'I understand, run it')
  await accept.or(checks(page)).first().waitFor()
  if (await accept.isVisible()) await accept.click()
}

describe.each<Theme>(['light', 'dark'])('a learner’s way by mouse, in the %s theme', (theme) => {
  it('predict, run, fail, hint, mend, pass, next', async () => {
    const opened = await openList({ theme })
    const { page } = opened
    await opened.screenshot('exercises-list')
    await opened.expectNoAxeViolations()

    await row(page, first).click()
    await lesson(page).getByRole('heading', { name: firstTitle }).waitFor()
    await opened.settled()
    await opened.screenshot('exercise-1-lesson')
    await opened.expectNoAxeViolations()

    await button(page, 'Run').click()
    await page.getByText('Say what you expect before you run it').waitFor()
    await lesson(page).getByText('Done! – it is the last line').click()
    await lesson(page)
      .getByRole('textbox', { name: /How long will the run take/ })
      .fill('1')
    await opened.screenshot('exercise-2-predict')
    await opened.expectNoAxeViolations()
    await button(page, /Run and see/).click()

    const prediction = region(page, 'Your prediction')
    await prediction.getByText('0 of 2 as you said').waitFor(runEnds)
    await prediction.getByText('Square: 100 or Cube: 1000').waitFor()
    await region(page, 'Output').getByText('Done!').waitFor()
    await opened.screenshot('exercise-3-run')
    await opened.expectNoAxeViolations()

    expect(await button(page, 'Compare with the solution').getAttribute('aria-disabled')).toBe('true')
    await button(page, 'Check').click()
    await checks(page)
      .getByText(/checks hold, .* not yet/)
      .waitFor(runEnds)
    await checks(page).getByText('Only join() waits for its end').first().waitFor()
    await checks(page).getByText('Hidden case').waitFor()
    await opened.screenshot('exercise-4-failed')
    await opened.expectNoAxeViolations()

    await checks(page)
      .getByRole('button', { name: /Show a hint/ })
      .click()
    await lesson(page).getByRole('heading', { name: 'What is missing' }).waitFor()
    await opened.screenshot('exercise-5-hint')
    await opened.expectNoAxeViolations()

    await page.getByText('Wait for them here').click()
    await page.keyboard.press('End')
    await page.keyboard.type('\nawait square.join()\nawait cube.join()')
    await page.getByText('● changed').waitFor()
    await page.getByRole('radio', { name: 'Changes' }).click()
    await region(page, 'What you changed in the starter').getByText('await cube.join()').waitFor()
    await opened.screenshot('exercise-6-changes')
    await opened.expectNoAxeViolations()

    await button(page, 'Check').click()
    await checkOwnText(page)
    await checks(page)
      .getByText(/All \d+ checks hold/)
      .waitFor(runEnds)
    await opened.screenshot('exercise-7-passed')
    await opened.expectNoAxeViolations()

    await checks(page).getByRole('button', { name: /^Next/ }).click()
    await lesson(page).getByText('Predict first').waitFor()
    expect(await lesson(page).getByRole('heading', { name: firstTitle }).count()).toBe(0)
    await button(page, 'All exercises').click()
    await row(page, first).getByText('passed').waitFor({ state: 'attached' })
    await opened.screenshot('exercises-list-passed')
  })
})

describe('a learner’s way by keyboard alone', () => {
  it('predict, run, fail, hint, mend, pass, next', async () => {
    const opened = await app.open()
    const { page } = opened
    const { keyboard } = page
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.getAttribute('data-exercise') ?? '')
    await keyboard.press('1')
    await row(page, first).waitFor()
    await keyboard.press('/')
    await keyboard.type('two processes and')
    await keyboard.press('ArrowDown')
    expect(await focused()).toBe(first)
    await keyboard.press('Enter')
    await lesson(page).getByText('Predict first').waitFor()

    // Running asks for the prediction, and goes to the first question.
    await keyboard.press('Control+Enter')
    await page.getByText('Say what you expect before you run it').waitFor()
    await keyboard.press('Space')
    await keyboard.press('ArrowDown')
    await keyboard.press('Tab')
    await keyboard.type('600')
    await keyboard.press('Control+Enter')
    await region(page, 'Your prediction')
      .last()
      .getByText(/of 2 as you said/)
      .waitFor(runEnds)
    await lesson(page).getByText('600').waitFor()

    await keyboard.press('Control+Shift+Enter')
    await checks(page)
      .getByText(/not yet/)
      .waitFor(runEnds)
    await keyboard.press('h')
    await lesson(page).getByRole('heading', { name: 'What is missing' }).waitFor()
    await keyboard.press('h')
    await lesson(page).getByRole('heading', { name: 'Which call waits' }).waitFor()

    for (let tabs = 0; tabs < 60 && !(await isInEditor(page)); tabs++) await keyboard.press('Tab')
    expect(await isInEditor(page)).toBe(true)
    await keyboard.press('Control+End')
    for (let lines = 0; lines < 4; lines++) await keyboard.press('ArrowUp')
    await keyboard.press('End')
    await keyboard.type('\nawait square.join()\nawait cube.join()')
    // From the editor, too.
    await keyboard.press('Control+Shift+Enter')
    await page.getByRole('alertdialog').waitFor()
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    await checks(page)
      .getByText(/All \d+ checks hold/)
      .waitFor(runEnds)
    await keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await keyboard.type('next exercise')
    await keyboard.press('Enter')
    await lesson(page).getByText('Predict first').waitFor()
    await keyboard.press('l')
    await row(page, first).getByText('passed').waitFor({ state: 'attached' })
    expect(await focused()).not.toBe('')
  })
})

function isInEditor(page: Page): Promise<boolean> {
  return page.evaluate(() => document.activeElement?.closest('.cm-editor') !== null)
}

describe('help', () => {
  it('is the solution after an attempt, compared with one’s own; taking it over can be undone', async () => {
    const opened = await openExercise(first)
    const { page } = opened
    await skipAndRun(page)
    await button(page, 'Check').click()
    await checks(page)
      .getByText(/not yet/)
      .waitFor(runEnds)
    await button(page, 'Compare with the solution').click()
    const solution = region(page, 'From your program to the solution')
    await solution.getByText('await square.join()').waitFor()
    await opened.screenshot('exercise-solution')
    await opened.expectNoAxeViolations()
    await button(page, 'Put it into the editor').click()
    await codeEditor(page).getByText('await square.join()').waitFor()
    await button(page, 'Undo').click()
    await codeEditor(page).getByText('await square.join()').waitFor({ state: 'detached' })
  })

  it('is kept over a reload, with the text, the prediction and the hints', async () => {
    const opened = await openExercise(first)
    const { page } = opened
    await skipAndRun(page)
    await lesson(page)
      .getByRole('button', { name: /Show a hint/ })
      .click()
    await lesson(page).getByRole('heading', { name: 'What is missing' }).waitFor()
    await codeEditor(page).focus()
    await page.keyboard.type('// mine\n')
    await page.waitForTimeout(1_000)
    await page.reload()
    await codeEditor(page).getByText('// mine').waitFor()
    await lesson(page).getByRole('heading', { name: 'What is missing' }).waitFor()
    await lesson(page).getByText('What you said').waitFor()
    await button(page, 'Reset to the starter').click()
    await codeEditor(page).getByText('// mine').waitFor({ state: 'detached' })
    await button(page, 'Undo').click()
    await codeEditor(page).getByText('// mine').waitFor()
  })

  it('formats the program, and says where it is wrong', async () => {
    const opened = await openExercise(first)
    const { page } = opened
    await replaceProgram(page, 'export function main(){\nreturn   1;\n}\n')
    await button(page, 'Format').click()
    await codeEditor(page).getByText('return 1', { exact: true }).waitFor({ timeout: 40_000 })
    await replaceProgram(page, 'export function main() {\n  return 1 +\n}\n')
    await page.keyboard.press('Control+Shift+Enter')
    await button(page, 'Run without a prediction').click()
    await checkOwnTextStarts(page)
    await page.getByText('The program did not start').waitFor()
    await button(page, 'Go to line 3').click()
    expect(await isInEditor(page)).toBe(true)
  })
})

async function checkOwnTextStarts(page: Page): Promise<void> {
  await button(page, 'I understand, run it').click()
}

describe('results', () => {
  it('of the comparison are a table and a chart with repeats and spread', async () => {
    const opened = await openExercise('10-comparison-chart')
    const { page } = opened
    await skipAndRun(page)
    await page.getByText('cannot be shown here yet').waitFor(runEnds)
    const solution = join(repositoryRoot, 'resources', 'exercises', '10-comparison-chart', 'solution.ts')
    await replaceProgram(page, readFileSync(solution, 'utf8'))
    const table = page.getByRole('region', { name: /as a table$/ })
    await opened.run(table)
    await table.waitFor(runEnds)
    for (const column of ['Process', 'Thread', 'Ratio'])
      await table.getByRole('columnheader', { name: column, exact: true }).waitFor()
    await table.scrollIntoViewIfNeeded()
    await opened.screenshot('exercise-comparison')
    await page.getByRole('img', { name: /Time to create: Process/ }).scrollIntoViewIfNeeded()
    await opened.screenshot('exercise-comparison-chart')
    await opened.expectNoAxeViolations()
  })

  it('of the picture are shown before and after, with who did which tile', async () => {
    const opened = await openExercise('41-image-tiles')
    const { page } = opened
    await skipAndRun(page)
    const solution = join(repositoryRoot, 'resources', 'exercises', '41-image-tiles', 'solution.ts')
    await replaceProgram(page, readFileSync(solution, 'utf8'))
    const pictures = region(page, 'Pictures')
    await opened.run(region(page, 'Outcome'))
    await pictures.getByText(/\d+ tiles by \d+ worker/).waitFor(runEnds)
    expect(await pictures.getByRole('img').count()).toBe(2)
    await pictures.scrollIntoViewIfNeeded()
    await opened.screenshot('exercise-pictures')
    await opened.expectNoAxeViolations()
    const slider = pictures.getByRole('slider', { name: /Tiles done/ })
    await slider.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await pictures.getByText(/^1 of \d+$/).waitFor()
    await opened.screenshot('exercise-pictures-one-tile')
  })

  it('with a finding lead to the exercise that explains it', async () => {
    const opened = await openList()
    const { page } = opened
    await page.getByRole('radio', { name: 'Programs' }).click()
    await button(page, 'New').click()
    await replaceProgram(
      page,
      `import { Pool } from 'multiprocessing'
export function fall(): void { process.exit(3) }
export async function main() {
  await using pool = new Pool(1)
  await pool.apply(fall, []).catch(() => {})
}
`,
    )
    await opened.run(region(page, 'Outcome'))
    await region(page, 'Findings')
      .getByRole('button', { name: /A worker dies/ })
      .click(runEnds)
    await lesson(page).getByRole('heading', { name: 'A worker dies' }).waitFor()
  })
})

describe('the list', () => {
  it('is searched, and says what to do when nothing is found', async () => {
    const opened = await openList()
    const { page } = opened
    const search = page.getByRole('searchbox', { name: 'Search the exercises' })
    await search.fill('zebra')
    await page.getByText('No exercise has the words').waitFor()
    await opened.screenshot('exercises-nothing-found')
    await opened.expectNoAxeViolations()
    await button(page, 'Show all').click()
    await row(page, first).waitFor()
    await search.fill('queue')
    await row(page, first).waitFor({ state: 'detached' })
  })

  it('leads to programs and back', async () => {
    const { page } = await openList()
    await button(page, /A program of your own/).click()
    await region(page, 'Programs').waitFor()
    await page.getByRole('radio', { name: 'Exercises' }).click()
    await row(page, first).waitFor()
  })
})

describe('projector mode', () => {
  it('hides all but the work, by key, is remembered, and is left by the palette', async () => {
    const opened = await openExercise(first)
    const { page } = opened
    const rail = page.getByRole('navigation', { name: 'Views' })
    await page.keyboard.press('p')
    await rail.waitFor({ state: 'hidden' })
    expect(await page.getByRole('contentinfo', { name: 'Status' }).count()).toBe(0)
    await opened.screenshot('exercise-projector')
    await opened.expectNoAxeViolations()
    await opened.expectNothingCutOff()
    await page.reload()
    await lesson(page).waitFor()
    expect(await rail.isVisible()).toBe(false)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('leave projector')
    await page.keyboard.press('Enter')
    await rail.waitFor()
  })
})

describe.each([
  ['a window of 1024 × 700', { viewport: { width: 1024, height: 700 } }, '1024x700'],
  ['200 % zoom', { viewport: { width: 1280, height: 800 }, zoom: 2 }, 'zoom200'],
] as const)('in %s', (_, options, name) => {
  it('list, lesson, run and checks show all of their width', async () => {
    const opened = await openList(options)
    const { page } = opened
    await opened.screenshot(`exercises-list-${name}`)
    await opened.expectNothingCutOff()
    await row(page, first).click()
    await lesson(page).getByText('Predict first').waitFor()
    await opened.settled()
    await opened.screenshot(`exercise-${name}`)
    await opened.expectNothingCutOff()
    await skipAndRun(page)
    await button(page, 'Check').click()
    await checks(page)
      .getByText(/not yet/)
      .waitFor(runEnds)
    await checks(page).scrollIntoViewIfNeeded()
    await opened.screenshot(`exercise-checks-${name}`)
    await opened.expectNothingCutOff()
    await opened.expectNoAxeViolations()
  })
})
