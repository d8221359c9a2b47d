import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { readPageFiles, type PageFiles } from '../../../src/main/services/pageFiles.ts'
import { startWebServer, type WebServer, type WebServerOptions } from '../../../src/main/web/webServer.ts'
import { RpcClient } from '../../../src/shared/rpc/client.ts'
import { webSocketPeer } from '../../support/webSocketPeer.ts'
import { fakeHandlers } from './fakeHandlers.ts'

let folder: string
let files: PageFiles
const servers: WebServer[] = []
const sockets: WebSocket[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forkscope-page-'))
  await mkdir(join(folder, 'page', 'assets'), { recursive: true })
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><head><title>page</title>')
  await writeFile(join(folder, 'page', 'assets', 'index-1a2b.js'), 'export {}')
  await writeFile(join(folder, 'secret.js'), 'secret')
  await symlink(join(folder, 'secret.js'), join(folder, 'page', 'assets', 'link.js'))
  files = await readPageFiles(join(folder, 'page'))
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function start(options: Partial<WebServerOptions> = {}): Promise<WebServer> {
  const server = await startWebServer({ handlers: fakeHandlers(), files, ...options })
  servers.push(server)
  return server
}

const tokenOf = (server: WebServer): string => new URL(server.url).hash.slice('#token='.length)

interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

function ask(port: number, path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += String(chunk)))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    req.on('error', reject)
    req.end()
  })
}

interface Attempt {
  socket: WebSocket
  /** 'open', or the status with which the upgrade was refused. */
  outcome: Promise<'open' | number>
  closed: Promise<{ code: number; reason: string }>
}

function attempt(server: WebServer, headers: Record<string, string> = {}, path = '/rpc'): Attempt {
  const { port } = server
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
    headers: { origin: `http://127.0.0.1:${port}`, ...headers },
  })
  sockets.push(socket)
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  )
  const outcome = new Promise<'open' | number>((resolve) => {
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {})
  })
  return { socket, outcome, closed }
}

async function openPage(server: WebServer): Promise<{ socket: WebSocket; client: RpcClient }> {
  const { socket, outcome } = attempt(server)
  expect(await outcome).toBe('open')
  socket.send(JSON.stringify({ token: tokenOf(server) }))
  return { socket, client: new RpcClient(webSocketPeer(socket)) }
}

test('serves the page with strict headers and no CORS', async () => {
  const { port } = await start()
  const page = await ask(port, '/')
  expect(page.status).toBe(200)
  expect(page.body).toMatch(/<title>page<.title>$/)
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  })
  const policy = page.headers['content-security-policy']
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    `connect-src ws://127.0.0.1:${port}`,
  ])
    expect(policy).toContain(part)
  expect(policy).not.toContain('unsafe')
  const nonce = /<meta property="csp-nonce" nonce="([^"]{22,})">/.exec(page.body)?.[1]
  expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
  expect((await ask(port, '/')).body).not.toContain(nonce)
  expect(Object.keys(page.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  // A cookie would go to every port of this machine.
  expect(page.headers).not.toHaveProperty('set-cookie')
  const script = await ask(port, '/assets/index-1a2b.js')
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect((await ask(port, '/', {}, 'HEAD')).body).toBe('')
})

test.each(['evil', '127.0.0.1', '127.0.0.1.evil', 'evil:PORT', '127.0.0.1.evil:PORT', '127.0.0.1:1', ' '])(
  'refuses the foreign Host %j',
  async (host) => {
    const { port } = await start()
    const answer = await ask(port, '/', { host: host.replace('PORT', String(port)) })
    expect(answer.status).toBe(403)
    expect(answer.body).not.toContain('<!doctype')
  },
)

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
  const { port } = await start()
  const answer = await ask(port, '/', { 'content-type': 'text/plain' }, method)
  expect(answer.status).toBe(405)
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
})

test.each([
  '/../secret.js',
  '/assets/../../secret.js',
  '/%2e%2e/secret.js',
  '/assets/..%2f..%2fsecret.js',
  '//etc/passwd',
  '/assets/link.js',
  '/assets/',
  '/index.html%00',
  '/__proto__',
  '/constructor',
])('serves nothing outside of the page: %s', async (path) => {
  const { port } = await start()
  const answer = await ask(port, path)
  expect(answer.status).toBe(404)
  expect(answer.body).not.toContain('secret')
})

test.each([
  'http://evil.example',
  'null',
  'http://127.0.0.1',
  'https://127.0.0.1:PORT',
  'http://127.0.0.1:PORT.evil.example',
  'http://127.0.0.1:PORT0',
  '',
])('refuses the upgrade from the Origin %j', async (origin) => {
  const server = await start()
  const { outcome } = attempt(server, { origin: origin.replace('PORT', String(server.port)) })
  expect(await outcome).toBe(403)
})

test('refuses the upgrade with a foreign Host, or on another path', async () => {
  const server = await start()
  expect(await attempt(server, { host: `evil:${server.port}` }).outcome).toBe(403)
  expect(await attempt(server, {}, '/').outcome).toBe(404)
})

test('the right token opens the RPC, also in several tabs', async () => {
  const server = await start()
  const pages = await Promise.all([openPage(server), openPage(server), openPage(server)])
  const answers = await Promise.all(pages.map(({ client }) => client.call('host.info', null)))
  expect(answers.map((info) => info.host)).toEqual(['web', 'web', 'web'])
  expect(server.pages).toBe(3)
})

test('a wrong, short, missing or misplaced token is refused and nothing is answered', async () => {
  const server = await start()
  const token = tokenOf(server)
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  const wrong = [
    { token: '' },
    { token: token.slice(0, -1) },
    { token: `${token}A` },
    { token: 'A'.repeat(43) },
    {},
    { type: 'call', id: 0, method: 'host.info', params: null },
    { token, extra: 1 },
  ]
  for (const first of wrong) {
    const { socket, outcome, closed } = attempt(server)
    expect(await outcome).toBe('open')
    const answers: unknown[] = []
    socket.on('message', (data) => answers.push(data))
    socket.send(JSON.stringify(first))
    expect((await closed).code).toBe(4401)
    expect(answers).toEqual([])
  }
  expect(server.pages).toBe(0)
})

test('a socket that shows no token is closed in time', async () => {
  const server = await start({ limits: { helloTimeoutMs: 20 } })
  const { closed } = attempt(server)
  expect(await closed).toEqual({ code: 4401, reason: 'No token came.' })
})

test('guessing is limited, and the page with the token still comes in afterwards', async () => {
  const server = await start()
  const outcomes: (number | string)[] = []
  for (let guess = 0; guess < 200; guess++) {
    const { socket, outcome, closed } = attempt(server)
    const result = await outcome
    outcomes.push(result)
    if (result !== 'open') continue
    socket.send(JSON.stringify({ token: 'B'.repeat(43) }))
    await closed
  }
  expect(outcomes).toContain(429)
  expect(outcomes.filter((outcome) => outcome === 'open').length).toBeLessThan(100)
  for (;;) {
    const { socket, outcome } = attempt(server)
    if ((await outcome) !== 'open') continue
    socket.send(JSON.stringify({ token: tokenOf(server) }))
    const client = new RpcClient(webSocketPeer(socket))
    expect((await client.call('host.info', null)).host).toBe('web')
    return
  }
})

test.each([
  ['no JSON', 'hello?'],
  ['deep nesting', `{"type":"call","id":1,"method":"x","params":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  [
    'a prototype key',
    '{"type":"call","id":1,"method":"runs.start","params":{"__proto__":{"polluted":true}}}',
  ],
])('drops a page that sends %s', async (_name, text) => {
  const server = await start()
  const { socket, client } = await openPage(server)
  await client.call('host.info', null)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.send(text)
  expect(await closed).toBe(4400)
  expect('polluted' in {}).toBe(false)
  expect((await (await openPage(server)).client.call('host.info', null)).host).toBe('web')
})

test('refuses a message above the limit', async () => {
  const server = await start()
  const { socket } = await openPage(server)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.send('x'.repeat(9 * 1024 * 1024))
  expect(await closed).toBe(1009)
})

test('a page that stops reading is dropped, and its streams end', async () => {
  let disposed: () => void = () => {}
  const isDisposed = new Promise<void>((resolve) => (disposed = resolve))
  const load = { atMs: 0, cores: new Array<number>(10_000).fill(0.123456789), cpuPercent: 0 }
  const item = [{ ...load, memoryUsedBytes: 0, memoryTotalBytes: 0, ownCpuPercent: 0 }]
  const handlers = fakeHandlers(
    {},
    {
      // A source that does not wait for its watcher, so that only the cap is left to stop it.
      machine: (_params, sink) => {
        const timer = setInterval(() => void sink.emit(item), 1)
        return () => {
          clearInterval(timer)
          disposed()
        }
      },
    },
  )
  const server = await start({ handlers, limits: { maxBufferedBytes: 256 * 1024 } })
  const { socket, client } = await openPage(server)
  await client.call('host.info', null)
  client.subscribe('machine', null, { onItem: () => {} })
  socket.pause()
  await isDisposed
  await expect.poll(() => server.pages).toBe(0)
})

test('a page that no longer answers is noticed', async () => {
  const server = await start({ limits: { heartbeatMs: 30 } })
  const { port } = server
  const raw = connect(port, '127.0.0.1')
  const closed = new Promise((resolve) => raw.once('close', resolve))
  raw.write(
    `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  raw.once('data', () => raw.write(maskedFrame(JSON.stringify({ token: tokenOf(server) }))))
  raw.resume()
  await closed
  await expect.poll(() => server.pages).toBe(0)
})

test('says what to do when the port is in use', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => blocker.once('listening', resolve))
  const { port } = blocker.address() as AddressInfo
  await expect(start({ port })).rejects.toMatchObject({
    name: 'UserError',
    code: 'port-in-use',
    message: expect.stringContaining(`Port ${port} is in use`),
  })
  await new Promise((resolve) => blocker.close(resolve))
})

test('tells the pages when it ends, and frees its port', async () => {
  const server = await start()
  const { socket, client } = await openPage(server)
  await client.call('host.info', null)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await server.close()
  expect(await closed).toBe(1001)
  await expect(client.call('host.info', null)).rejects.toThrow('The host is gone')
  expect((await start({ port: server.port })).port).toBe(server.port)
})

/** A text frame as a client sends it, with an empty mask. */
function maskedFrame(text: string): Buffer {
  const body = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body])
}
