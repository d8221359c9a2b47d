import { existsSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { RunReport } from '../../src/shared/runReport.ts'
import { isRunning } from '../support/leaks.ts'
import { waitForEnd } from '../support/ownProcesses.ts'
import { temporaryFolder } from '../support/programFiles.ts'
import type { AppPage, PageOptions } from './support/appPage.ts'
import { connectToHost } from './support/hostConnection.ts'
import { useWebApp } from './support/webApp.ts'

/** The main job: an experiment from its set-up to its result, against the operating system and the run's report. */

const app = useWebApp()

async function openExperiments(options?: PageOptions): Promise<AppPage> {
  const opened = await app.open(options)
  await opened.openView('Experiments')
  return opened
}

async function setUp(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByRole('textbox', { name: label, exact: true })
    await field.fill(value)
    await field.blur()
  }
}

async function chooseWorkload(page: Page, title: RegExp): Promise<void> {
  await page.getByRole('button', { name: /Workload$/ }).click()
  await page.getByRole('option', { name: title }).click()
}

const cards = (page: Page): Locator =>
  page.getByRole('region', { name: 'Processes', exact: true }).getByRole('listitem')
const workerCards = (page: Page): Locator => cards(page).filter({ hasText: /worker/i })

async function pidsOf(list: Locator): Promise<number[]> {
  const texts = await list.allTextContents()
  return texts.map((text) => Number(/pid\s*(\d+)/.exec(text)?.[1]))
}

/** The id of the run that a process belongs to, as the host marks it in its process table. */
async function runReportOf(pids: number[]): Promise<{ report: Promise<RunReport> }> {
  const client = await connectToHost(app.url)
  const runId = await new Promise<string>((resolve, reject) => {
    client.subscribe(
      'processes',
      { intervalMs: 250 },
      {
        onItem: ({ rows }) => {
          const found = rows.find(({ pid, runId }) => pids.includes(pid) && runId !== undefined)?.runId
          if (found !== undefined) resolve(found)
        },
        onError: reject,
      },
    )
  })
  return { report: client.call('runs.report', { runId }) }
}

const resultPanel = (page: Page): Locator => page.getByRole('region', { name: 'Result', exact: true })

describe('an experiment with 4 workers', () => {
  it('shows its real processes alive, then ended with their codes, and the traffic of the report', async () => {
    const opened = await openExperiments()
    const { page } = opened
    await setUp(page, { Items: '200', Workers: '4', 'Chunk sizes': '1', Repeats: '2' })
    await page.keyboard.press('Control+Enter')

    const living = workerCards(page).filter({ hasNotText: /exit|killed|ended/i })
    await expect.poll(() => living.count(), { timeout: 60_000 }).toBe(4)
    const workers = await pidsOf(living)
    expect(new Set(workers).size).toBe(4)
    for (const pid of workers) expect(isRunning(pid), `pid ${pid} exists in the system`).toBe(true)
    const { report } = await runReportOf(workers)

    // One series per logical core: the chart's own figures, which stand behind it as a table.
    const cores = page.getByRole('figure', { name: 'Load per core' }).getByRole('row')
    await expect.poll(() => cores.count()).toBe(availableParallelism() + 1)
    await opened.screenshot('experiment-running')

    await resultPanel(page).waitFor({ timeout: 90_000 })
    const { processes, pools, channels } = await report
    await waitForEnd(workers, 2_000)
    for (const pid of workers) {
      const reported = processes.find((process) => process.pid === pid)
      expect(reported, `pid ${pid} in the report`).toMatchObject({ role: 'pool-worker' })
      const card = cards(page).filter({ has: page.getByRole('button', { name: new RegExp(`pid ${pid}$`) }) })
      const words = reported?.signal
        ? new RegExp(reported.signal)
        : new RegExp(`exit ${reported?.exitCode}\\b`)
      await expect.poll(() => card.innerText()).toMatch(words)
    }

    const traffic = page.getByRole('region', { name: 'Queues, pipes and pools' }).getByRole('row')
    const shown = (await traffic.allInnerTexts()).slice(1).map(counts)
    const expected = [
      ...pools.map(({ submitted, completed, failed, lost }) => [submitted, completed + failed + lost]),
      ...channels.map(({ puts, gets }) => [puts, gets]),
    ]
    expect(shown.toSorted()).toEqual(expected.toSorted())
    expect(pools[0]?.submitted).toBeGreaterThan(100)

    expect(await resultPanel(page).getByRole('status').innerText()).toMatch(/\d.*\.$/)
    await opened.expectNoAxeViolations()
    await opened.screenshot('experiment-result')
  })

  it('stops when asked: every process ends and the page says so', async () => {
    const { page } = await openExperiments()
    // The serial baseline is short, what comes after it would take minutes.
    await setUp(page, { Items: '20', Workers: '4', 'Chunk sizes': '1, 2, 3, 4, 5, 6, 7, 8', Repeats: '20' })
    await page.getByRole('button', { name: 'Run', exact: true }).first().click()
    await expect.poll(() => workerCards(page).count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(4)
    const pids = await pidsOf(cards(page))
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await waitForEnd(pids, 5_000)
    await page.getByRole('button', { name: 'Run', exact: true }).first().waitFor()
  })
})

describe('workloads', () => {
  it('draws the Mandelbrot set as the picture that its rows make', async () => {
    const opened = await openExperiments()
    const { page } = opened
    await chooseWorkload(page, /^Mandelbrot/)
    await setUp(page, { Workers: '2', Repeats: '1' })
    await page.keyboard.press('Control+Enter')
    await resultPanel(page).waitFor({ timeout: 90_000 })
    const colours = await resultPanel(page)
      .locator('.picture canvas, canvas.picture')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
        const seen = new Set<number>()
        for (let i = 0; i + 2 < data.length; i += 4)
          seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0))
        return { colours: seen.size, width: canvas.width, height: canvas.height }
      })
    expect(colours.colours).toBeGreaterThan(50)
    expect(colours.width).toBeGreaterThan(100)
    await opened.screenshot('experiment-mandelbrot')
  })

  it('hashes the files of a folder that the user names', async () => {
    const folder = temporaryFolder()
    for (let i = 0; i < 12; i++) writeFileSync(join(folder, `file-${i}`), String(i).repeat(20_000))
    const { page } = await openExperiments()
    await chooseWorkload(page, /^SHA-256/)
    await setUp(page, { Folder: folder, Workers: '2', Repeats: '1' })
    await page.keyboard.press('Control+Enter')
    await resultPanel(page).waitFor({ timeout: 60_000 })
    expect(await resultPanel(page).innerText()).toContain('file-7')
  })

  it('maps an own function, and says what is wrong with one', async () => {
    const opened = await openExperiments()
    const { page } = opened
    await page.getByRole('radio', { name: 'Own function' }).click()
    await setUp(page, { Workers: '2', Repeats: '1', Items: '20', 'Exported function': 'nothing' })
    await page.keyboard.press('Control+Enter')
    await page.getByText(/does not export/).waitFor()
    await setUp(page, { 'Exported function': 'work' })
    await opened.run(resultPanel(page))
    await resultPanel(page).waitFor({ timeout: 60_000 })
  })
})

describe('bad input', () => {
  it.each([
    ['Workers', '0'],
    ['Workers', 'many'],
    ['Chunk sizes', 'x'],
  ])('%s = %j is told at the field, and nothing starts', async (label, value) => {
    const { page } = await openExperiments()
    await setUp(page, { [label]: value })
    await page.keyboard.press('Control+Enter')
    const field = page.getByRole('textbox', { name: label, exact: true })
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
    expect(await cards(page).count()).toBe(0)
  })

  it('a folder that does not exist is told, and the app stays usable', async () => {
    const { page } = await openExperiments()
    await chooseWorkload(page, /^SHA-256/)
    const missing = '/nowhere/at/all'
    expect(existsSync(missing)).toBe(false)
    await setUp(page, { Folder: missing })
    await page.keyboard.press('Control+Enter')
    await page
      .getByText(/\/nowhere\/at\/all/)
      .last()
      .waitFor()
    await chooseWorkload(page, /^Square/)
    await setUp(page, { Workers: '1', Repeats: '1', Items: '50' })
    await page.keyboard.press('Control+Enter')
    await resultPanel(page).waitFor({ timeout: 60_000 })
  })
})

/** Puts and gets of a row of the traffic table. */
function counts(row: string): number[] {
  return row
    .split('\t')
    .slice(1, 3)
    .map((text) => Number(text.replaceAll(/\D/g, '')))
}
