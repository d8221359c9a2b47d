import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchElectronApp, type ElectronApp } from '../electron/launchElectronApp.ts'
import { isRunning } from '../support/leaks.ts'
import { WindowRpc } from './support/windowRpc.ts'

/** The built desktop app: on the real Electron where there is one, else on the stand-in of its module. */

let app: ElectronApp

/** A busy machine is no failure. */
const patiently = { timeout: 20_000 }

beforeAll(async () => {
  app = await launchElectronApp()
  console.log(app.kind === 'electron' ? 'On the real Electron.' : `On the stand-in of electron: ${app.why}.`)
})

afterAll(() => app?.close())

/** The window, freshly loaded, with its port in the hands of the test. */
async function openRpc(): Promise<WindowRpc> {
  const page = await app.page()
  await page.reload()
  return WindowRpc.take(page)
}

test('the window shows the interface, connected to its host', async () => {
  const page = await app.page()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  await page.reload()
  await page.getByRole('main').waitFor()
  await expect.poll(() => page.getByRole('contentinfo').textContent(), patiently).toMatch(/CPU.*%/)
  expect(problems).toEqual([])
})

test('the host answers over the port, and checks what it is asked', async () => {
  const rpc = await openRpc()
  expect(await rpc.call('host.info', null)).toMatchObject({ host: 'electron' })
  await expect(rpc.call('folders.list', { path: 1 })).rejects.toThrow("at 'path'")
  await expect(rpc.call('no.such.method', null)).rejects.toThrow('no method')
})

test('the page has the port and nothing else of Electron or Node', async () => {
  const page = await app.page()
  const found = await page.evaluate(() => ({
    port: Object.keys((window as unknown as { forkscopePort: object }).forkscopePort).sort(),
    others: ['require', 'process', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in window),
  }))
  expect(found).toEqual({ port: ['onMessage', 'post'], others: [] })
})

test('the page cannot be led away, opened twice, framed, or made to load from elsewhere', async () => {
  const page = await app.page()
  const before = page.url()
  await page.evaluate(() => (location.href = 'https://evil.example/'))
  await page.evaluate(() => (location.href = 'file:///etc/passwd'))
  await page.evaluate(() => void window.open('https://evil.example/'))
  await page.evaluate(() => void window.open('file:///etc/passwd'))
  await expect.poll(() => page.context().pages(), patiently).toEqual([page])
  const outcomes = await page.evaluate(async () => {
    const refused = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'loaded',
        () => 'refused',
      )
    const frame = document.createElement('iframe')
    const framed = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective))
    })
    frame.src = 'https://evil.example/'
    document.body.append(frame)
    const directive = await framed
    frame.remove()
    return { fetched: await refused(fetch('https://evil.example/')), directive }
  })
  expect(outcomes).toEqual({ fetched: 'refused', directive: 'frame-src' })
  expect(page.url()).toBe(before)
  await page.getByRole('main').waitFor()
})

test('only links to known sites are handed to the browser of the user', async ({ skip }) => {
  skip(app.kind === 'electron', 'it would open a real browser')
  const page = await app.page()
  await page.evaluate(() => void window.open('https://nodejs.org/api/'))
  await expect.poll(() => app.output, patiently).toContain('[openExternal] https://nodejs.org/api/')
  expect(app.output).not.toContain('[openExternal] https://evil')
})

test('a program runs: real processes, live updates, a report', async () => {
  const rpc = await openRpc()
  const [program] = await rpc.call('programs.list', null)
  const { runId } = await rpc.call('runs.start', { source: { kind: 'catalogue', id: program!.id } })
  const updates = rpc.subscribe('run', { runId })
  const report = await rpc.call('runs.report', { runId })
  expect(report.run).toMatchObject({ id: runId, outcome: 'completed', exitCode: 0 })
  expect(report.processes.length).toBeGreaterThan(1)
  expect(report.processes.every(({ exitCode }) => exitCode === 0)).toBe(true)
  expect(report.processes.some(({ pid }) => isRunning(pid))).toBe(false)
  const items = await updates.all()
  expect(items.at(-1)?.report?.run.id).toBe(runId)
})

test('utility processes run a program as child processes do', async () => {
  const rpc = await openRpc()
  const { startMethods } = await rpc.call('host.info', null)
  expect(startMethods).toContain('utility')
  const { runId } = await rpc.call('runs.start', { source: printingProgram, startMethod: 'utility' })
  const { run, processes, output, loss } = await rpc.call('runs.report', { runId })
  expect(run).toMatchObject({ outcome: 'completed', result: { total: 285, killed: -9 } })
  expect(processes.map(({ role, startMethod }) => [role, startMethod])).toEqual([
    ['main', 'utility'],
    ['process', 'utility'],
    ['pool-worker', 'utility'],
    ['pool-worker', 'utility'],
  ])
  const printed = output.map(({ text }) => text).join('')
  // The limit per process is 1 MiB; what exceeds it is counted, and the end is not lost with the process.
  expect(printed.length + loss.outputBytesDropped).toBe(3_000_000 + 'the end'.length)
  expect(processes.some(({ pid }) => isRunning(pid))).toBe(false)
})

test('a run goes on when the page crashes, and the page comes back', async ({ skip }) => {
  skip(app.kind === 'stand-in', 'electronCrashes.test.ts has more of it there')
  const rpc = await openRpc()
  const { runId } = await rpc.call('runs.start', { source: longProgram })
  const { pid } = await firstProcess(rpc, runId)
  const crashed = await app.page()
  const gone = crashed.waitForEvent('crash')
  void crashed.goto('chrome://crash').catch(() => {})
  await gone
  await expect.poll(async () => (await app.page()) !== crashed, patiently).toBe(true)
  const page = await app.page()
  await page.getByRole('main').waitFor()
  expect(isRunning(pid)).toBe(true)
  const again = await WindowRpc.take(page)
  await again.call('runs.stop', { runId })
  expect((await again.call('runs.report', { runId })).run.outcome).toBe('killed')
  expect(isRunning(pid)).toBe(false)
})

test("the death of a run's session ends that run with a reason, and nothing else", async () => {
  const rpc = await openRpc()
  const { runId } = await rpc.call('runs.start', { source: longProgram })
  const { pid, parentPid } = await firstProcess(rpc, runId)
  expect(parentPid).not.toBe(app.process.pid)
  process.kill(parentPid, 'SIGKILL')
  const { run } = await rpc.call('runs.report', { runId })
  expect(run.outcome).toBe('failed')
  expect(run.error?.message).toMatch(/session is gone/)
  await expect.poll(() => isRunning(pid), patiently).toBe(false)
  expect((await rpc.call('host.info', null)).host).toBe('electron')
})

test('ending the app ends its runs first', async () => {
  const rpc = await openRpc()
  const { runId } = await rpc.call('runs.start', { source: longProgram })
  const { pid } = await firstProcess(rpc, runId)
  app.process.kill('SIGTERM')
  expect(await app.ended).toBe(143)
  expect(isRunning(pid)).toBe(false)
  expect(app.windowState()).toMatchObject({ width: expect.any(Number), isMaximized: false })
})

const longProgram = {
  kind: 'source',
  fileName: 'long.ts',
  source: 'export async function main() { await new Promise((resolve) => setTimeout(resolve, 600_000)) }',
} as const

const printingProgram = {
  kind: 'source',
  fileName: 'printing.ts',
  source: `import { Pool, Process } from 'multiprocessing'
    export function square(n: number): number { return n * n }
    export function forever(): void { for (;;); }
    export async function main() {
      const looping = new Process({ target: forever })
      await looping.start()
      await looping.kill()
      await looping.join()
      await using pool = new Pool(2)
      const squares = await pool.map(square, Array.from({ length: 10 }, (_, n) => n))
      for (let line = 0; line < 30; line++) process.stdout.write('x'.repeat(100_000))
      process.stdout.write('the end')
      return { total: squares.reduce((sum, n) => sum + n, 0), killed: looping.exitCode }
    }`,
} as const

/** The main program's process, once it is there. */
async function firstProcess(rpc: WindowRpc, runId: string): Promise<{ pid: number; parentPid: number }> {
  const updates = rpc.subscribe('run', { runId })
  const found = await updates.find(({ snapshot }) =>
    snapshot.processes.find(({ pid, phase }) => pid > 0 && phase === 'running'),
  )
  updates.dispose()
  return found
}
