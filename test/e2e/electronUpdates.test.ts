import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { StandInOrder } from '../electron/standIn/index.ts'
import type { UpdateOrder } from '../electron/updateProgram.ts'
import { repositoryRoot } from '../support/cli.ts'

/**
 * Updates against a real feed on this machine, with the real electron-updater for an AppImage. The app is version 0.1.0
 * and stays the same process throughout; what the feed says changes.
 */

const feedName = process.arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${process.arch}.yml`
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const foreignKey = generateKeyPairSync('ed25519').privateKey

/** What is run in the place of an AppImage when it is installed. */
const image = (version: string): string => `#!/bin/sh\n# ${version}\nexit 0\n`

class Feed {
  readonly files = new Map<string, string | Buffer>()
  readonly asked: string[] = []
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const name = new URL(request.url ?? '/', 'http://feed').pathname.replace('/updates/', '')
      this.asked.push(name)
      const file = this.files.get(name)
      response.writeHead(file === undefined ? 404 : 200, { 'content-length': file?.length ?? 0 }).end(file)
    })
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/updates`
  }

  /** A release as `scripts/release` makes it. */
  publish(version: string, { text = describeRelease(version), key = privateKey } = {}): void {
    this.files.clear()
    this.asked.length = 0
    this.files.set(`Forkscope-${version}.AppImage`, image(version))
    this.files.set(feedName, text)
    this.files.set(`${feedName}.sig`, `${sign(null, Buffer.from(text), key).toString('base64')}\n`)
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

function describeRelease(version: string): string {
  const sha512 = createHash('sha512').update(image(version)).digest('base64')
  const name = `Forkscope-${version}.AppImage`
  const file = `  - url: ${name}\n    sha512: ${sha512}\n    size: ${image(version).length}`
  return `version: ${version}\nfiles:\n${file}\npath: ${name}\nsha512: ${sha512}\nreleaseDate: '2026-11-20T10:00:00.000Z'\n`
}

interface Box {
  message: string
  detail: string
  buttons: string[]
}

/** A start of `updateProgram.ts`. */
class UpdatingApp {
  readonly #child: ChildProcess
  #printed = ''

  constructor(folder: string, env: Record<string, string> = {}) {
    const entry = join(repositoryRoot, 'test', 'electron', 'updateProgram.ts')
    const register = join(repositoryRoot, 'test', 'electron', 'register.ts')
    this.#child = spawn(process.execPath, ['--import', register, entry], {
      env: {
        ...process.env,
        FORKSCOPE_STAND_IN_ROOT: repositoryRoot,
        FORKSCOPE_STAND_IN_USER_DATA: join(folder, 'user'),
        FORKSCOPE_STAND_IN_RESOURCES: join(folder, 'resources'),
        FORKSCOPE_STAND_IN_VERSION: '0.1.0',
        FORKSCOPE_BROWSER: '',
        XDG_CACHE_HOME: join(folder, 'cache'),
        APPIMAGE: join(folder, 'Forkscope.AppImage'),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    })
    this.#child.stdout!.on('data', (chunk: Buffer) => (this.#printed += chunk.toString()))
  }

  order(order: StandInOrder | UpdateOrder): void {
    this.#child.send(order)
  }

  /** Takes the next line that it prints of that kind. */
  async next(kind: string): Promise<string> {
    const pattern = new RegExp(`^\\[${kind}\\] ?(.*)\\n`, 'm')
    const signal = AbortSignal.timeout(20_000)
    for (;;) {
      const match = pattern.exec(this.#printed)
      if (match) {
        this.#printed = this.#printed.replace(match[0], '')
        return match[1]!
      }
      await once(this.#child.stdout!, 'data', { signal })
    }
  }

  async nextBox(): Promise<Box> {
    return JSON.parse(await this.next('messageBox')) as Box
  }

  /** By the menu: whatever comes of it is told. */
  async check(): Promise<Box> {
    this.order({ do: 'check' })
    return this.nextBox()
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return
    this.#child.kill('SIGKILL')
    await once(this.#child, 'close')
  }
}

function prepare(folder: string, feedUrl: string | null): void {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  writeFileSync(join(folder, 'Forkscope.AppImage'), image('0.1.0'), { mode: 0o755 })
  if (feedUrl !== null)
    writeFileSync(
      join(folder, 'resources', 'app-update.yml'),
      `provider: generic\nurl: ${feedUrl}\nupdaterCacheDirName: forkscope-updater\n`,
    )
}

const publicPem = String(publicKey.export({ type: 'spki', format: 'pem' }))
let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'forkscope-updates-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(process.platform !== 'linux')('with a feed', () => {
  const feed = new Feed()
  let app: UpdatingApp

  beforeAll(async () => {
    prepare(folder, await feed.listen())
    app = new UpdatingApp(folder, { FORKSCOPE_TEST_UPDATE_KEY: publicPem })
    await app.next('ready')
  })
  beforeEach(() => {
    feed.files.clear()
    feed.asked.length = 0
  })
  afterAll(async () => {
    await app?.end()
    feed.close()
  })

  const expectNothingTaken = (): void => {
    expect(feed.asked.filter((name) => name.endsWith('.AppImage'))).toEqual([])
    expect(readFileSync(join(folder, 'Forkscope.AppImage'), 'utf8')).toBe(image('0.1.0'))
  }

  test('a feed that is not there is told when it was asked for', async () => {
    const { message, detail } = await app.check()
    expect(message).toBe('The update could not be fetched.')
    expect(detail).toContain(`There is no ${feedName}`)
  })

  test('the same version is no update', async () => {
    feed.publish('0.1.0')
    expect((await app.check()).message).toBe('Forkscope is up to date.')
    expectNothingTaken()
  })

  test('an older version is refused, though its signature is right', async () => {
    feed.publish('0.0.9')
    const { message, detail } = await app.check()
    expect(message).toBe('There is no newer version.')
    expect(detail).toContain('0.0.9, which is older than this 0.1.0')
    expectNothingTaken()
  })

  test.each([
    ['the signature of another key', () => feed.publish('0.2.0', { key: foreignKey })],
    [
      'a signature of other bytes',
      () => {
        feed.publish('0.2.0')
        feed.files.set(feedName, describeRelease('0.3.0'))
      },
    ],
    [
      'no signature',
      () => {
        feed.publish('0.2.0')
        feed.files.delete(`${feedName}.sig`)
      },
    ],
    [
      'a page that is too large to be a feed',
      () => {
        feed.publish('0.2.0')
        feed.files.set(feedName, Buffer.alloc(100_000, ' '))
      },
    ],
  ])('%s is refused before anything is downloaded', async (_name, publish) => {
    publish()
    const { message, detail } = await app.check()
    expect(message).toBe('An update was refused.')
    expect(detail).toContain('You keep the version that you have')
    expectNothingTaken()
  })

  test.each([
    ['nonsense', ':::\n\t- ]['],
    ['a list', '- 1\n'],
    ['another folder', describeRelease('0.2.0').replace('url: ', 'url: ../')],
    ['another host', describeRelease('0.2.0').replace('url: ', 'url: https://evil.example/')],
    ['no version', describeRelease('0.2.0').replace('0.2.0', 'newest')],
    ['a checksum that is none', describeRelease('0.2.0').replace(/sha512: .*/g, 'sha512: abc')],
  ])('a signed feed with %s is not used', async (_name, text) => {
    feed.publish('0.2.0', { text })
    expect((await app.check()).message).toBe('There is no update that can be used.')
    expectNothingTaken()
  })

  test('who says no downloads nothing', async () => {
    feed.publish('0.2.0')
    const { message, buttons } = await app.check()
    expect(message).toBe('Forkscope 0.2.0 is available.')
    app.order({ do: 'answer', response: buttons.indexOf('Not now') })
    app.order({ do: 'install' })
    expect(await app.next('installed')).toBe('false')
    expectNothingTaken()
  })

  test('a file that is not the signed one is refused, and not kept', async () => {
    feed.publish('0.2.0')
    feed.files.set('Forkscope-0.2.0.AppImage', image('0.2.0').replace('exit 0', 'exit 1'))
    await app.check()
    app.order({ do: 'answer', response: 0 })
    const { message, detail } = await app.nextBox()
    expect(message).toBe('An update was refused.')
    expect(detail).toContain('not the one that was signed')
    app.order({ do: 'install' })
    expect(await app.next('installed')).toBe('false')
    expect(readFileSync(join(folder, 'Forkscope.AppImage'), 'utf8')).toBe(image('0.1.0'))
  })

  test('a newer release that is signed is downloaded after a yes, and installed at the end', async () => {
    feed.publish('0.2.0')
    await app.check()
    expect(feed.asked).toEqual([feedName, `${feedName}.sig`])
    app.order({ do: 'answer', response: 0 })
    expect((await app.nextBox()).message).toBe('Forkscope 0.2.0 is downloaded and verified.')
    expect(feed.asked.slice(2)).toEqual(['Forkscope-0.2.0.AppImage'])
    expect(readFileSync(join(folder, 'Forkscope.AppImage'), 'utf8')).toBe(image('0.1.0'))
    app.order({ do: 'install' })
    expect(await app.next('installed')).toBe('true')
    expect(readFileSync(join(folder, 'Forkscope.AppImage'), 'utf8')).toBe(image('0.2.0'))
  })
})

test.each([
  ['without a feed', null, {}],
  ['with a feed and no key', 'http://127.0.0.1:9/', {}],
])('a build %s loads nothing of the updater, and asks nobody', async (_name, url, env) => {
  const own = join(folder, url === null ? 'plain' : 'keyless')
  mkdirSync(own)
  prepare(own, url)
  const app = new UpdatingApp(own, env)
  try {
    await app.next('ready')
    expect((await app.check()).message).toBe('This Forkscope does not update itself.')
    app.order({ do: 'tellLoaded' })
    expect(await app.next('loaded')).toBe('0')
  } finally {
    await app.end()
  }
})

test.each([
  ['http', 'provider: generic\nurl: http://updates.example/\n'],
  ['another provider', 'provider: github\nowner: somebody\nrepo: forkscope\n'],
  ['nonsense', ':::\n\t- ]['],
])('a feed that is %s is asked for nothing, and the app works without', async (name, configuration) => {
  const own = join(folder, name)
  mkdirSync(own)
  prepare(own, null)
  writeFileSync(join(own, 'resources', 'app-update.yml'), configuration)
  const app = new UpdatingApp(own, { FORKSCOPE_TEST_UPDATE_KEY: publicPem })
  try {
    await app.next('ready')
    expect((await app.check()).detail).toContain('no address that is trusted')
  } finally {
    await app.end()
  }
})
