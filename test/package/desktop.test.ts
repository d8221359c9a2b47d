import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchElectronApp, type ElectronApp } from '../electron/launchElectronApp.ts'
import { isRunning } from '../support/leaks.ts'
import { WindowRpc } from '../e2e/support/windowRpc.ts'
import { runProgram } from './support/command.ts'
import { extractPackage, type ExtractedPackage } from './support/extractedPackage.ts'

/** The packaged app on the stand-in for Electron, on the package's own program, with nothing of the clone in reach. */

let extracted: ExtractedPackage
let app: ElectronApp

beforeAll(async () => {
  extracted = await extractPackage()
  app = await launchElectronApp(extracted.app, {
    program: extracted.program,
    workingDirectory: extracted.folder,
    env: { FORKSCOPE_STAND_IN_RESOURCES: dirname(extracted.app) },
  })
})

afterAll(async () => {
  await app?.close()
  await extracted?.remove()
})

async function reloaded(): Promise<WindowRpc> {
  const page = await app.page()
  await page.reload()
  return WindowRpc.take(page)
}

test('an experiment runs, and its report is read on the page', async () => {
  const page = await app.page()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  await page.reload()
  const { pids, advice, rows } = await experiment(page)
  expect(advice).toMatch(/\d.*\.$/)
  expect(rows).toEqual([expect.stringMatching(/^spawn .* 1 5 .*\d m?s .* ✓$/)])
  expect(pids.length).toBeGreaterThan(1)
  await expect.poll(() => pids.filter((pid) => isRunning(pid))).toEqual([])
  expect(problems).toEqual([])
})

test('a program runs, on the processes of the package', async () => {
  const rpc = await reloaded()
  for (const startMethod of ['spawn', 'utility'] as const) {
    const { runId } = await rpc.call('runs.start', {
      source: { kind: 'catalogue', id: 'queue' },
      startMethod,
    })
    const { run, processes } = await rpc.call('runs.report', { runId })
    expect(run).toMatchObject({ outcome: 'completed', exitCode: 0 })
    expect(processes.every(({ exitCode }) => exitCode === 0)).toBe(true)
  }
})

test('an exercise is graded', async () => {
  const rpc = await reloaded()
  const id = (await readdir(extracted.exercises)).find((name) => name.startsWith('14-'))!
  const source = await readFile(join(extracted.exercises, id, 'solution.ts'), 'utf8')
  const { checkId } = await rpc.call('exercises.check', { id, source, fileName: 'program.ts' })
  expect(await rpc.call('exercises.result', { checkId })).toMatchObject({ verdict: 'passed' })
})

test('closing the window quits the app, and ends what still runs', async () => {
  const rpc = await reloaded()
  const { runId } = await rpc.call('runs.start', { source: endless })
  const updates = rpc.subscribe('run', { runId })
  const { pid } = await updates.find(({ snapshot }) =>
    snapshot.processes.find(({ pid, phase }) => pid > 0 && phase === 'running'),
  )
  updates.dispose()
  await (await app.page()).close()
  expect(await app.ended).toBe(0)
  expect(isRunning(pid)).toBe(false)
})

test('an Electron that refuses to be Node says so instead of opening windows', async () => {
  const register = join(import.meta.dirname, '..', 'electron', 'register.ts')
  const standIn = {
    FORKSCOPE_STAND_IN_ROOT: extracted.app,
    FORKSCOPE_STAND_IN_USER_DATA: '',
    FORKSCOPE_BROWSER: '',
  }
  const started = await runProgram(
    extracted.program,
    ['--import', register, join(extracted.app, 'out', 'main', 'index.js')],
    { cwd: '/', env: { ...standIn, ELECTRON_RUN_AS_NODE: '1' } },
  )
  expect(started).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/^forkscope: this Electron does not run as Node .*\n$/),
  })
})

const endless = {
  kind: 'source',
  fileName: 'endless.ts',
  source: 'export async function main() { await new Promise((resolve) => setTimeout(resolve, 600_000)) }',
} as const

/** By hand, as a user does. */
async function experiment(page: Page): Promise<{ pids: number[]; advice: string; rows: string[] }> {
  const views = page.getByRole('navigation', { name: 'Views' })
  await views.getByRole('button', { name: 'Experiments', exact: true }).click()
  for (const [label, value] of Object.entries({
    Items: '60',
    Workers: '1',
    'Chunk sizes': '5',
    Repeats: '1',
  })) {
    const field = page.getByRole('textbox', { name: label, exact: true })
    await field.fill(value)
    await field.blur()
  }
  await page.getByRole('button', { name: 'Run', exact: true }).first().click()
  const result = page.getByRole('region', { name: 'Result', exact: true })
  await result.waitFor({ timeout: 90_000 })
  const cards = page.getByRole('region', { name: 'Processes', exact: true }).getByRole('listitem')
  const texts = await cards.allTextContents()
  const table = result.getByRole('region', { name: 'All measured rows' }).getByRole('row')
  return {
    pids: texts.map((text) => Number(/pid\s*(\d+)/.exec(text)?.[1])),
    advice: await result.getByRole('status').innerText(),
    rows: (await table.allInnerTexts()).slice(1).map((row) => row.replace(/\s+/g, ' ')),
  }
}
