import { beforeAll, expect, test, vi } from 'vitest'
import type { PageFiles } from '../../../../src/main/services/pageFiles.ts'

const registered = vi.hoisted(() => ({
  schemes: [] as unknown[],
  handle: undefined as unknown as (request: Request) => Response,
}))
vi.mock('electron', () => ({
  protocol: {
    registerSchemesAsPrivileged: (schemes: unknown[]) => registered.schemes.push(...schemes),
    handle: (_scheme: string, handler: typeof registered.handle) => (registered.handle = handler),
  },
}))
const { handlePageScheme, registerPageScheme } = await import('../../../../src/main/electron/pageProtocol.ts')

const file = (text: string, isDocument: boolean) => ({
  body: Buffer.from(text),
  contentType: isDocument ? 'text/html' : 'text/javascript',
  isImmutable: !isDocument,
  isDocument,
})
const files: PageFiles = new Map([
  ['/index.html', file('<head></head>', true)],
  ['/assets/a.js', file('1', false)],
])

beforeAll(() => {
  registerPageScheme()
  handlePageScheme(files)
})

const ask = (url: string, method = 'GET'): Response => registered.handle(new Request(url, { method }))

test('the scheme is a secure origin of its own, which passes by no rule of the page', () => {
  expect(registered.schemes).toEqual([
    { scheme: 'forkscope', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
})

test('the window gets a strict policy: scripts of its own, no connections, frames, forms or plug-ins', async () => {
  const answer = ask('forkscope://app/index.html')
  const policy = new Map(
    (answer.headers.get('content-security-policy') ?? '')
      .split('; ')
      .map((part) => [part.split(' ')[0]!, part.split(' ').slice(1).join(' ')]),
  )
  const nonce = /nonce="([^"]+)"/.exec(await answer.text())?.[1]
  expect(Object.fromEntries(policy)).toEqual({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': `'self' 'nonce-${nonce}'`,
    'img-src': "'self' data: blob:",
    'font-src': "'self' data:",
    'connect-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'object-src': "'none'",
  })
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(nonce).toHaveLength(24)
})

test('nothing but the files of the page is served, and nothing is taken', () => {
  expect(ask('forkscope://app/assets/a.js').status).toBe(200)
  const others = [
    'app/../package.json',
    'app/%2e%2e/package.json',
    'app//etc/passwd',
    'app/__proto__',
    'other/index.html',
  ]
  for (const other of others) expect(ask(`forkscope://${other}`).status).toBe(404)
  for (const method of ['POST', 'PUT', 'DELETE'])
    expect(ask('forkscope://app/index.html', method).status).toBe(405)
})
