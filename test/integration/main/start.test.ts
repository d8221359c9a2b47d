import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { installElectron } from '../../../scripts/start/installElectron.mjs'
import { RpcClient } from '../../../src/shared/rpc/client.ts'
import { repositoryRoot } from '../../support/cli.ts'
import { isRunning } from '../../support/leaks.ts'
import { webSocketPeer } from '../../support/webSocketPeer.ts'

let folder: string
const started: Start[] = []
const servers: Server[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'))
})

afterEach(async () => {
  for (const start of started.splice(0)) {
    start.child.kill('SIGKILL')
    await start.ended
  }
  for (const server of servers.splice(0)) server.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Start {
  child: ChildProcess
  stdout: string
  stderr: string
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Resolves with the address when it is printed on a line of its own. */
  address: Promise<string>
}

/** `npm start` on a machine without a display, unless `env` says otherwise. */
function start(env: Record<string, string> = {}, args: string[] = []): Start {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, CI: _ci, FORKSCOPE_HOST: _host, ...inherited } = process.env
  const child = spawn(process.execPath, [join(repositoryRoot, 'scripts', 'start.mjs'), ...args], {
    env: { ...inherited, FORKSCOPE_NO_OPEN: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended: Start['ended'] = new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  )
  const result: Start = { child, stdout: '', stderr: '', ended, address: Promise.resolve('') }
  child.stderr.on('data', (chunk) => (result.stderr += String(chunk)))
  result.address = new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      result.stdout += String(chunk)
      const line = /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/m.exec(result.stdout)
      if (line) resolve(line[0])
    })
    void ended.then(() => reject(new Error(`It ended without an address:\n${result.stdout}${result.stderr}`)))
  })
  result.address.catch(() => {})
  started.push(result)
  return result
}

/** A program that passes for Electron's binary: it runs as Node, and does `script` as an app. */
function fakeElectron(script: string, asNode = 'exit 0'): string {
  const path = join(folder, 'electron')
  writeFileSync(path, `#!/bin/sh\nif [ -n "$ELECTRON_RUN_AS_NODE" ]; then ${asNode}; fi\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

const reason = (text: string): string => `Forkscope opens in the browser, not in a window: ${text}.\n`

test('without a display it says so in one line and serves the interface; Ctrl-C ends the runs, too', async () => {
  const app = start()
  const { child, ended } = app
  const url = new URL(await app.address)
  const page = await fetch(url)
  expect(await page.text()).toContain('<title>Forkscope</title>')

  const pid = await startRun(url, 'await new Promise((resolve) => setTimeout(resolve, 600_000))')
  expect(isRunning(pid)).toBe(true)
  child.kill('SIGINT')
  expect(await ended).toEqual({ code: 130, signal: null })
  expect(isRunning(pid)).toBe(false)
  expect(app.stderr).toBe('')
})

test('when it is killed, no process of its runs survives, and the next start tidies up', async () => {
  const { child, address, ended } = start()
  const pid = await startRun(new URL(await address), 'for (;;);')
  child.kill('SIGKILL')
  await ended
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false)
  const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('forkscope-run-'))
  expect(leftovers()).toHaveLength(1)
  await start().address
  await expect.poll(leftovers).toEqual([])
})

test('the token is in no argument and no environment of any process, and printed once', async () => {
  const app = start()
  const url = await app.address
  const token = new URL(url).hash.slice('#token='.length)
  const files = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${app.child.pid}/${name}`, 'latin1'))
  for (const text of files) expect(text).not.toContain(token)
  await fetch(url)
  expect(app.stdout.split(token)).toHaveLength(2)
  expect(app.stderr).not.toContain(token)
})

test('SIGTERM ends it with 143', async () => {
  const { child, address, ended } = start({ FORKSCOPE_HOST: 'browser', DISPLAY: ':99' })
  await address
  expect(started[0]!.stdout).toContain(reason('FORKSCOPE_HOST is set to browser'))
  child.kill('SIGTERM')
  expect(await ended).toEqual({ code: 143, signal: null })
})

test('a port in use is one sentence, and exit code 2', async () => {
  const port = await listen(createServer())
  const { ended } = start({}, ['--port', String(port)])
  expect(await ended).toMatchObject({ code: 2 })
  // Before it there may be a line about building.
  expect(started[0]!.stderr).toMatch(new RegExp(`^Port ${port} is in use: [^\\n]+\\n$`, 'm'))
})

test.each([
  ['--port', 'x'],
  ['--port', '70000'],
  ['--prot', '1'],
])('%s %s is a usage error', async (...args) => {
  const { ended } = start({}, args)
  expect(await ended).toMatchObject({ code: 2 })
  expect(started[0]!.stderr.trim().split('\n')).toHaveLength(1)
})

test('an Electron that does not run, or ends at once, is not the end', async () => {
  const cases = [
    [
      fakeElectron('', 'echo "cannot load libnss3.so" >&2; exit 127'),
      'does not run (cannot load libnss3.so)',
    ],
    [join(folder, 'none'), 'is not a program'],
  ] as const
  for (const [path, why] of cases) {
    const { address } = start({ DISPLAY: ':99', ELECTRON_EXEC_PATH: path })
    await address
    expect(started.at(-1)!.stdout).toContain(why)
  }
  const crashing = fakeElectron('echo first >&2; echo "Missing X server" >&2; exit 1')
  const { address } = start({ DISPLAY: ':99', ELECTRON_EXEC_PATH: crashing })
  await address
  const app = started.at(-1)!
  expect(app.stdout).toContain(reason('Electron ended at once with code 1 (Missing X server)'))
  expect(app.stderr).toBe('')
})

test('an Electron that works gets the app, and its end is the end', async () => {
  const path = fakeElectron(
    `echo "app $*"; trap 'kill $!; exit 0' TERM; touch ${folder}/up; sleep 600 & wait`,
  )
  const { child, ended } = start({ DISPLAY: ':99', ELECTRON_EXEC_PATH: path })
  await expect.poll(() => readdirSync(folder), { timeout: 20_000 }).toContain('up')
  child.kill('SIGINT')
  expect(await ended).toEqual({ code: 130, signal: null })
  const root = process.getuid?.() === 0 ? '--no-sandbox ' : ''
  expect(started[0]!.stdout).toBe(`app ${root}${repositoryRoot}\n`)
  const closed = start({ DISPLAY: ':99', ELECTRON_EXEC_PATH: fakeElectron('exit 0') })
  expect(await closed.ended).toEqual({ code: 0, signal: null })
  expect(closed.stdout).toBe('')
})

test('npm run dev, which has nothing but a window, says in one line why there is none', () => {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = process.env
  const script = join(repositoryRoot, 'scripts', 'dev.mjs')
  const { status, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toMatch(/^The window with live reload cannot open: there is no display .+"npm start".+\n$/)
})

test('the browser is given a private file, not the token', async () => {
  const browser = join(folder, 'browser')
  const seen = join(folder, 'seen')
  writeFileSync(browser, `#!/bin/sh\necho "$*" > ${seen}.new\nmv ${seen}.new ${seen}\n`)
  chmodSync(browser, 0o755)
  const { child, address, ended } = start({
    FORKSCOPE_HOST: 'browser',
    FORKSCOPE_NO_OPEN: '',
    DISPLAY: ':99',
    // No desktop and no associations of this machine, so that the opener takes what BROWSER names.
    XDG_CURRENT_DESKTOP: '',
    XDG_DATA_HOME: folder,
    XDG_DATA_DIRS: folder,
    XDG_CONFIG_HOME: folder,
    XDG_CONFIG_DIRS: folder,
    BROWSER: browser,
  })
  const url = await address
  await expect.poll(() => readdirSync(folder), { timeout: 20_000 }).toContain('seen')
  const opened = readFileSync(seen, 'utf8').trim()
  const file = opened.startsWith('file:') ? fileURLToPath(opened) : opened
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).toContain(url)
  child.kill('SIGINT')
  await ended
  expect(() => statSync(file)).toThrow('ENOENT')
})

test('a download that does not come is given up', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}))
  const port = await listen(silent)
  const connected: Promise<unknown> = new Promise((resolve) => silent.once('connection', resolve))
  const env = { ...process.env, electron_config_cache: join(folder, 'cache') }
  const limits = { stallMs: 1_500, totalMs: 60_000 }
  const mirror = { ...env, ELECTRON_MIRROR: `http://127.0.0.1:${port}/` }
  expect(await installElectron(repositoryRoot, { env: mirror, limits })).toBe(
    'the server that has it does not answer',
  )
  await connected
  const refused = { ...env, ELECTRON_MIRROR: 'http://127.0.0.1:1/' }
  expect(
    await installElectron(repositoryRoot, { env: refused, limits: { ...limits, stallMs: 20_000 } }),
  ).toMatch(/^the download failed: .+/)
  const unknown = { ...env, ELECTRON_MIRROR: 'https://electron.invalid/' }
  expect(await installElectron(repositoryRoot, { env: unknown })).toBe('electron.invalid cannot be reached')
  const unwanted = { ...env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' }
  expect(await installElectron(repositoryRoot, { env: unwanted })).toContain('ELECTRON_SKIP_BINARY_DOWNLOAD')
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('forkscope-electron-'))).toEqual([])
})

/** Starts a program with this `main` as a page would, and resolves with its pid. */
async function startRun({ host, origin, hash }: URL, main: string): Promise<number> {
  const socket = new WebSocket(`ws://${host}/rpc`, { origin })
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(JSON.stringify({ token: hash.slice('#token='.length) }))
  const client = new RpcClient(webSocketPeer(socket))
  const source = `export async function main() { ${main} }`
  const { runId } = await client.call('runs.start', { source: { kind: 'source', source, fileName: 'a.ts' } })
  return new Promise((resolve) => {
    client.subscribe(
      'run',
      { runId },
      {
        onItem: ({ snapshot }) => {
          const [first] = snapshot.processes
          if (first && first.readyAtMs !== null) resolve(first.pid)
        },
      },
    )
  })
}

function listen(server: Server): Promise<number> {
  servers.push(server)
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
}

test('ends with the npm that has started it', async () => {
  const npm = spawn('npm', ['start'], {
    cwd: repositoryRoot,
    env: { ...process.env, FORKSCOPE_HOST: 'browser', FORKSCOPE_NO_OPEN: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const origin = await new Promise<string>((resolve, reject) => {
    let text = ''
    npm.stdout.on('data', (chunk) => {
      const address = /^(http:\/\/127\.0\.0\.1:\d+)\/#token=/m.exec((text += String(chunk)))
      if (address?.[1]) resolve(address[1])
    })
    npm.once('close', () => reject(new Error(`npm ended without an address:\n${text}`)))
  })
  const answers = (): Promise<boolean> =>
    fetch(origin).then(
      () => true,
      () => false,
    )
  expect(await answers()).toBe(true)
  npm.kill('SIGTERM')
  await expect.poll(answers, { timeout: 15_000 }).toBe(false)
})
