import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryRoot } from '../support/cli.ts'
import {
  beginAnew,
  button,
  checks,
  first,
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

/** Exercises in the Lab: their list, results that are shown as what they are, projector mode, and small windows. */

const app = useWebApp()
beginAnew(app)

describe('results', () => {
  it('of the comparison are a table and a chart with repeats and spread', async () => {
    const opened = await openExercise(app, '10-comparison-chart')
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
    const opened = await openExercise(app, '41-image-tiles', { theme: 'dark' })
    const { page } = opened
    const solution = join(repositoryRoot, 'resources', 'exercises', '41-image-tiles', 'solution.ts')
    await replaceProgram(page, readFileSync(solution, 'utf8'))
    const pictures = region(page, 'Pictures')
    await button(page, 'Run without a prediction').click()
    const accept = button(page, 'Run it')
    await accept.or(pictures).first().waitFor(runEnds)
    if (await accept.isVisible()) await accept.click()
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
    const opened = await openList(app)
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
    const opened = await openList(app)
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
    const { page } = await openList(app)
    await button(page, /A program of your own/).click()
    await region(page, 'Programs').waitFor()
    await page.getByRole('radio', { name: 'Exercises' }).click()
    await row(page, first).waitFor()
  })
})

describe('projector mode', () => {
  it('hides all but the work, by key, is remembered, and is left by the palette', async () => {
    const opened = await openExercise(app, first)
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
    const opened = await openList(app, options)
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
