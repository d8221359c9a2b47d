import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  beginAnew,
  button,
  acceptOwnText,
  checkOwnText,
  checks,
  codeEditor,
  first,
  firstTitle,
  lesson,
  openExercise,
  openList,
  region,
  replaceProgram,
  row,
  runEnds,
  skipAndRun,
} from './support/exercises.ts'
import { useWebApp } from './support/webApp.ts'

/** Exercises in the Lab: a learner's whole way, by mouse and by keyboard alone, and what helps on it. */

const app = useWebApp()
beginAnew(app)

describe('a learner’s way by mouse, each step in light and in dark', () => {
  it('predict, run, fail, hint, mend, pass, next', async () => {
    const opened = await openList(app)
    const { page } = opened
    await opened.inspect('exercises-list')

    await row(page, first).click()
    await lesson(page).getByRole('heading', { name: firstTitle }).waitFor()
    await opened.settled()
    await opened.inspect('exercise-1-lesson')

    await button(page, 'Run').click()
    await page.getByText('Say what you expect before you run it').waitFor()
    await lesson(page).getByText('Done! – it is the last line').click()
    await lesson(page)
      .getByRole('textbox', { name: /How long will the run take/ })
      .fill('1')
    await opened.inspect('exercise-2-predict')
    await button(page, /Run and see/).click()

    const prediction = region(page, 'Your prediction')
    await prediction.getByText('0 of 2 as you said').waitFor(runEnds)
    await prediction.getByText('Square: 100 or Cube: 1000').waitFor()
    await region(page, 'Output').getByText('Done!').waitFor()
    await opened.inspect('exercise-3-run')

    expect(await button(page, 'Compare with the solution').getAttribute('aria-disabled')).toBe('true')
    await button(page, 'Check').click()
    await checks(page)
      .getByText(/checks hold, .* not yet/)
      .waitFor(runEnds)
    await checks(page).getByText('Only join() waits for its end').first().waitFor()
    await checks(page).getByText('Hidden case').waitFor()
    await opened.inspect('exercise-4-failed')

    await checks(page)
      .getByRole('button', { name: /Show a hint/ })
      .click()
    await lesson(page).getByRole('heading', { name: 'What is missing' }).waitFor()
    await opened.inspect('exercise-5-hint')

    await page.getByText('Wait for them here').click()
    await page.keyboard.press('End')
    await page.keyboard.type('\nawait square.join()\nawait cube.join()')
    await page.getByText('● changed').waitFor()
    await page.getByRole('radio', { name: 'Changes' }).click()
    await region(page, 'What you changed in the starter').getByText('await cube.join()').waitFor()
    await opened.inspect('exercise-6-changes')

    await button(page, 'Check').click()
    await checkOwnText(page)
    await checks(page)
      .getByText(/All \d+ checks hold/)
      .waitFor(runEnds)
    await opened.inspect('exercise-7-passed')

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
    const opened = await openExercise(app, first)
    const { page } = opened
    await skipAndRun(page)
    await button(page, 'Check').click()
    await checks(page)
      .getByText(/not yet/)
      .waitFor(runEnds)
    await button(page, 'Compare with the solution').click()
    const solution = region(page, 'From your program to the solution')
    await solution.getByText('await square.join()').waitFor()
    await opened.inspect('exercise-solution')
    await button(page, 'Put it into the editor').click()
    await codeEditor(page).getByText('await square.join()').waitFor()
    await button(page, 'Undo').click()
    await codeEditor(page).getByText('await square.join()').waitFor({ state: 'detached' })
  })

  it('is kept over a reload, with the text, the prediction and the hints', async () => {
    const opened = await openExercise(app, first)
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
    const opened = await openExercise(app, first)
    const { page } = opened
    await replaceProgram(page, 'export function main(){\nreturn   1;\n}\n')
    await button(page, 'Format').click()
    await codeEditor(page).getByText('return 1', { exact: true }).waitFor({ timeout: 40_000 })
    await replaceProgram(page, 'export function main() {\n  return 1 +\n}\n')
    await page.keyboard.press('Control+Shift+Enter')
    await button(page, 'Run without a prediction').click()
    await acceptOwnText(page, page.getByText('The program did not start'))
    await button(page, 'Go to line 3').click()
    expect(await isInEditor(page)).toBe(true)
  })
})
