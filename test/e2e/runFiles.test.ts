import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseRunFile, type RunFile } from '../../src/shared/runFile.ts'
import { runFile, runReport } from '../support/runFileFixture.ts'
import type { AppPage } from './support/appPage.ts'
import { button, region, runEnds } from './support/exercises.ts'
import { useWebApp } from './support/webApp.ts'

/** Runs that are saved as files and opened again. */

const app = useWebApp()
let folder: string

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'run-files-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a run', () => {
  it('of a program is saved, and shows the same when it is opened, said to be from a file', async () => {
    const opened = await app.open()
    const { page } = opened
    await page.keyboard.press('1')
    await page.getByRole('radio', { name: 'Programs' }).click()
    await button(page, /^A queue/).click()
    await page.getByRole('heading', { name: 'queue.ts' }).waitFor()
    await page.keyboard.press('Control+Enter')
    await region(page, 'Outcome').getByText('completed').first().waitFor(runEnds)
    const { path, file } = await save(page)
    expect(path).toMatch(/[\\/]queue-\d{8}-\d{6}\.forkscope$/)
    expect(file.report.run).toMatchObject({ outcome: 'completed' })
    const figures = await figuresOf(page)

    const later = await app.open()
    await later.settled()
    await open(later.page, path)
    await later.page.getByRole('main', { name: 'Lab' }).waitFor()
    const origin = region(later.page, 'From a file')
    await origin.getByText(/From a file: queue-\d{8}-\d{6}\.forkscope, saved \d{4}-/).waitFor()
    expect(await figuresOf(later.page)).toEqual(figures)
    await expectFinished(later, 'run-file')
    expect(await button(later.page, /^(Stop|Run)$/).count()).toBe(0)
    await button(later.page, 'Close the file').click()
    await button(later.page, /^Begin|^Continue|^Next/).waitFor()
  })

  it('of an experiment is saved with its result, and opens in Experiments', async () => {
    const opened = await app.open()
    const { page } = opened
    for (const [name, value] of [
      ['Items', '20'],
      ['Workers', '1, 2'],
      ['Repeats', '1'],
    ] as const)
      await page.getByRole('textbox', { name }).fill(value)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Control+Enter')
    await region(page, 'Result').waitFor(runEnds)
    const { path, file } = await save(page)
    expect(file.experiment?.report.items).toBe(20)
    const advice = await page.locator('.result-sentence').innerText()

    await page.keyboard.press('1')
    await open(page, path)
    await page.getByRole('main', { name: 'Experiments' }).waitFor()
    await region(page, 'From a file').waitFor()
    expect(await page.locator('.result-sentence').innerText()).toBe(advice)
    await expectFinished(opened, 'run-file-experiment')
    await button(page, 'Close the file').click()
    // What was there before is still there.
    await region(page, 'Result').waitFor()
    await button(page, 'Open run …').waitFor()
  })
})

describe('a file', () => {
  it.each([
    ['1024x700', { viewport: { width: 1024, height: 700 } }],
    ['zoom200', { zoom: 2 }],
  ] as const)('with names that would do harm shows them as what they are: %s', async (name, options) => {
    const opened = await app.open(options)
    const { page } = opened
    await opened.settled()
    const evil = '<img src=x onerror="document.title=1">\u001b]52;c;ZXZpbA==\u0007\u202e=cmd()'
    await open(page, written('evil.forkscope', evilFile(evil)))
    const origin = region(page, 'From a file')
    await origin.getByText('<img src=x onerror=').first().waitFor()
    expect(await page.getByRole('main').locator('img').count()).toBe(0)
    expect(await page.title()).not.toBe('1')
    // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
    expect(await page.getByRole('main').innerText()).not.toMatch(/[\u001b\u0007\u202e]/)
    await opened.screenshot(`run-file-${name}`)
    await opened.expectNothingCutOff()
    await opened.expectNoAxeViolations()
  })

  it('that is none is refused in words, and what was shown stays', async () => {
    const opened = await app.open()
    await opened.settled()
    const { page } = opened
    for (const [name, text, words] of [
      ['text.forkscope', 'no run', /text\.forkscope' is not a run file/],
      ['newer.forkscope', '{"format":"forkscope-run","version":2}', /version 2.*reads version 1/],
      ['proto.forkscope', JSON.stringify(runFile()).replace('"sum"', '"__proto__"'), /__proto__/],
      ['large.forkscope', ' '.repeat(33 * 1024 * 1024), /larger than 32 MiB/],
    ] as const) {
      await open(page, written(name, text))
      await page.getByText(words).waitFor()
    }
    await page.getByRole('main', { name: 'Experiments' }).waitFor()
    expect(await region(page, 'From a file').count()).toBe(0)
  })
})

async function save(page: Page): Promise<{ path: string; file: RunFile }> {
  const download = page.waitForEvent('download')
  await button(page, 'Save run …').click()
  const saved = await download
  const path = join(folder, saved.suggestedFilename())
  await saved.saveAs(path)
  return { path, file: parseRunFile(readFileSync(path, 'utf8'), path) }
}

async function open(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  // Waits for nothing of the page, but the browser then knows that the chooser is the test's.
  await page.title()
  await page.keyboard.press('Control+o')
  await (await chooser).setFiles(path)
}

async function figuresOf(page: Page): Promise<Record<string, string>> {
  const of = async (name: string): Promise<string> => (await region(page, name).innerText()).trim()
  const outcome = (await of('Outcome')).replace(/Save run …|Open run …/g, '').trim()
  return {
    outcome,
    processes: await of('Processes'),
    traffic: await of('Traffic'),
    // Of the lines those are drawn that are in sight.
    output: /[\d,]+ lines?/.exec(await of('Output'))?.[0] ?? '',
  }
}

async function expectFinished(opened: AppPage, name: string): Promise<void> {
  await opened.settled()
  await opened.inspect(name)
  await opened.expectNothingCutOff()
}

function written(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function evilFile(evil: string): string {
  const report = runReport()
  const error = { name: evil, message: evil, stack: evil, pid: 1 }
  return JSON.stringify(
    runFile({
      name: evil,
      report: {
        ...report,
        run: { ...report.run, program: evil, outcome: 'failed', error },
        machine: { ...report.machine, platform: evil },
        processes: report.processes.map((process) => ({ ...process, name: evil, endCause: evil })),
        channels: report.channels.map((channel) => ({ ...channel, name: evil })),
        output: report.output.map((chunk) => ({ ...chunk, text: `${evil}\n` })),
        findings: [{ code: evil, severity: 'error', message: evil, pids: [4201], channels: [] }],
      },
    }),
  )
}
