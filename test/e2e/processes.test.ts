import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ProcessRow } from '../../src/shared/machine.ts'
import { isRunning } from '../support/leaks.ts'
import { connectToHost } from './support/hostConnection.ts'
import { useWebApp } from './support/webApp.ts'

/** The Processes view against the operating system itself. */

const app = useWebApp()

/** Two samples of the view's interval, and what it takes to collect and draw them on a busy machine. */
const twoSamplesMs = 2 * 1000 + 1500

function startSleeper(): ChildProcess & { pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'forkscope-test-sleeper'], {
    stdio: 'ignore',
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child as ChildProcess & { pid: number }
}

async function systemPids(): Promise<number[]> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'pid='])
    return stdout.trim().split(/\s+/).map(Number)
  } catch {
    // A slim image has no ps; this is where ps looks.
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  }
}

async function openProcesses(): Promise<{ page: Page; grid: Locator }> {
  const opened = await app.open()
  await opened.openView('Processes')
  const { page } = opened
  const grid = page.getByRole('grid', { name: 'Processes' })
  await grid.getByRole('row').nth(1).waitFor()
  return { page, grid }
}

const pidCell = (row: Locator): Locator => row.getByRole('gridcell').first()

/** All pids of the table: it draws only the rows in sight, so this pages through them. */
async function shownPids(page: Page, grid: Locator): Promise<Set<number>> {
  const pids = new Set<number>()
  await page.getByRole('button', { name: /^PID/ }).click()
  await page.getByRole('button', { name: /^Pause/ }).click()
  const rowCount = Number(await grid.getAttribute('aria-rowcount'))
  await grid.focus()
  await page.keyboard.press('Home')
  for (let lastRow = 0; lastRow < rowCount; await page.keyboard.press('PageDown')) {
    const rows = grid.getByRole('row').and(page.locator('[data-index]'))
    const seen = await rows.evaluateAll((elements) =>
      elements.map((row) => ({
        index: Number(row.getAttribute('aria-rowindex')),
        pid: Number(/\d+/.exec(row.firstElementChild?.textContent ?? '')?.[0]),
      })),
    )
    for (const { pid } of seen) pids.add(pid)
    lastRow = Math.max(lastRow, ...seen.map(({ index }) => index))
  }
  return pids
}

describe('the Processes view', () => {
  it('lists what ps lists', async () => {
    const before = await systemPids()
    const { page, grid } = await openProcesses()
    const shown = await shownPids(page, grid)
    const after = new Set(await systemPids())
    const lasting = before.filter((pid) => after.has(pid))
    expect(lasting.length).toBeGreaterThan(3)
    expect(
      lasting.filter((pid) => !shown.has(pid)),
      'in ps, but not in the view',
    ).toEqual([])
    expect(shown).toContain(app.hostPid)
  })

  it('shows a started and an ended process within two samples', async () => {
    const { page, grid } = await openProcesses()
    const child = startSleeper()
    await page.getByRole('searchbox', { name: 'Filter' }).fill('command~forkscope-test-sleeper')
    const row = grid.getByRole('row').filter({ has: page.getByText(String(child.pid), { exact: true }) })
    await row.waitFor({ timeout: twoSamplesMs })
    expect(await row.innerText()).toMatch(new RegExp(String(process.pid)))
    child.kill('SIGKILL')
    await row.filter({ hasText: 'ended' }).waitFor({ timeout: twoSamplesMs })
  })

  it('ends a sleeping process after a confirmation that names it, by keyboard alone', async () => {
    const { page, grid } = await openProcesses()
    const child = startSleeper()
    const exit = once(child, 'exit')
    await page.keyboard.press('/')
    await page.keyboard.type(`command~forkscope-test-sleeper ${child.pid}`)
    await pidCell(grid.getByRole('row').nth(1)).getByText(String(child.pid)).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Delete')
    const dialog = page.getByRole('alertdialog')
    await dialog.waitFor()
    expect(await dialog.innerText()).toContain(String(child.pid))
    expect(await dialog.innerText()).toContain('forkscope-test-sleeper')
    // The focus begins on Cancel: Enter alone must not end anything.
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(isRunning(child.pid)).toBe(true)
    await grid.focus()
    await page.keyboard.press('Delete')
    await dialog.getByRole('button', { name: `End process ${child.pid}` }).focus()
    await page.keyboard.press('Enter')
    await expect(exit).resolves.toEqual([null, 'SIGTERM'])
    await dialog.waitFor({ state: 'detached' })
  })

  it('offers no end for what may not be ended: the host itself', async () => {
    const { page, grid } = await openProcesses()
    await page.getByRole('searchbox', { name: 'Filter' }).fill(`pid=${app.hostPid}`)
    await pidCell(grid.getByRole('row').nth(1)).getByText(String(app.hostPid)).click()
    await grid.focus()
    await page.keyboard.press('Delete')
    await page.getByRole('dialog', { name: `Process ${app.hostPid} cannot be ended` }).waitFor()
  })

  it('shows parents and children as a tree', async () => {
    const { page } = await openProcesses()
    const child = startSleeper()
    await page.getByRole('radio', { name: 'Tree' }).click()
    await page.getByRole('searchbox', { name: 'Filter' }).fill('command~forkscope-test-sleeper')
    const tree = page.getByRole('treegrid', { name: 'Processes' })
    const level = async (pid: number): Promise<number> =>
      Number(
        await tree
          .getByRole('row')
          .filter({ has: page.getByText(String(pid), { exact: true }) })
          .first()
          .getAttribute('aria-level'),
      )
    await expect.poll(() => level(child.pid), { timeout: twoSamplesMs }).toBeGreaterThan(1)
    expect(await level(process.pid)).toBe((await level(child.pid)) - 1)
  })

  it('sorts by every column', async () => {
    const { page, grid } = await openProcesses()
    const header = grid.getByRole('columnheader', { name: /Memory/ })
    await header.getByRole('button').click()
    expect(await header.getAttribute('aria-sort')).toBe('descending')
    await page.getByRole('button', { name: /^Pause/ }).click()
    const memory = await grid
      .getByRole('row')
      .getByRole('gridcell')
      .and(page.locator(':nth-child(7)'))
      .allInnerTexts()
    const bytes = memory.slice(0, 8).map(inBytes)
    expect(bytes).toEqual(bytes.toSorted((a, b) => b - a))
  })
})

describe('ending by a handle', () => {
  it('refuses a process whose start time differs, and leaves it alone', async () => {
    const client = await connectToHost(app.url)
    const child = startSleeper()
    const row = await rowOf(client, child.pid)
    const [pid, startTime] = row.handle.split('-').map(Number)
    const reused = `${pid}-${(startTime ?? 0) - 1}`
    await expect(client.call('processes.end', { handle: reused, signal: 'SIGKILL' })).rejects.toThrow(
      new RegExp(`${pid}.*(reused|another|ended|other)`, 'i'),
    )
    expect(isRunning(child.pid)).toBe(true)
    const exit = once(child, 'exit')
    await client.call('processes.end', { handle: row.handle, signal: 'SIGKILL' })
    await expect(exit).resolves.toEqual([null, 'SIGKILL'])
  })

  it.each(['-1-5', '0-0', '1-1', 'x', '', '12', '12-3; rm'])('refuses the handle %j', async (handle) => {
    const client = await connectToHost(app.url)
    await expect(client.call('processes.end', { handle, signal: 'SIGTERM' })).rejects.toThrow()
  })
})

type Client = Awaited<ReturnType<typeof connectToHost>>

function rowOf(client: Client, pid: number): Promise<ProcessRow> {
  return new Promise((resolve, reject) => {
    const dispose = client.subscribe(
      'processes',
      { intervalMs: 250 },
      {
        onItem: ({ rows }) => {
          const row = rows.find((row) => row.pid === pid)
          if (row === undefined) return
          dispose()
          resolve(row)
        },
        onError: reject,
      },
    )
  })
}

function inBytes(text: string): number {
  const [, amount = '0', unit = ''] = /([\d.,]+)\s*(\w*)/.exec(text) ?? []
  const exponent = ['b', 'kb', 'mb', 'gb'].indexOf(unit.toLowerCase().replace('ib', 'b'))
  return Number(amount.replaceAll(',', '')) * 1000 ** Math.max(0, exponent)
}
