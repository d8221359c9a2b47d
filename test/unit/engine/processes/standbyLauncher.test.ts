import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { LaunchedProcess, LaunchRequest } from '../../../../src/engine/processes/launcher.ts'
import { StandbyLauncher, type StandbyTimers } from '../../../../src/engine/processes/standbyLauncher.ts'
import type { StandbyProcess } from '../../../../src/engine/processes/standbyProcess.ts'

/** Which processes are kept ready, and what becomes of them. */

type Exit = [exitCode: number | null, signal: NodeJS.Signals | null]

class FakeStandby implements StandbyProcess {
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  readonly kills: string[] = []
  readonly handed: Record<string, string>[] = []
  readonly pid: number
  becomeReady!: (isReady: boolean) => void
  answer!: (isTaken: boolean) => void
  readonly ready = new Promise<boolean>((resolve) => (this.becomeReady = resolve))
  readonly #taken = new Promise<boolean>((resolve) => (this.answer = resolve))
  #exit!: (exit: Exit) => void
  readonly #exited = new Promise<Exit>((resolve) => (this.#exit = resolve))
  readonly gone = this.#exited.then(() => {})

  constructor(pid: number) {
    this.pid = pid
  }

  get started(): Promise<number> {
    return Promise.resolve(this.pid)
  }

  hand(additions: Record<string, string>): Promise<boolean> {
    this.handed.push(additions)
    return this.#taken
  }

  onExit(listener: (...exit: Exit) => void): void {
    void this.#exited.then((exit) => listener(...exit))
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.kills.push(signal)
    this.end(null, signal)
  }

  end(exitCode: number | null, signal: NodeJS.Signals | null = null): void {
    this.becomeReady(false)
    this.answer(false)
    this.stdout.end()
    this.stderr.end()
    this.#exit([exitCode, signal])
  }
}

class FakeTimers implements StandbyTimers {
  readonly #pending = new Set<{ ms: number; action: () => void }>()

  after(ms: number, action: () => void): () => void {
    const timer = { ms, action }
    this.#pending.add(timer)
    return () => void this.#pending.delete(timer)
  }

  get count(): number {
    return this.#pending.size
  }

  /** Lets those of up to `ms` expire. */
  async expire(ms: number): Promise<void> {
    for (const timer of [...this.#pending]) {
      if (timer.ms > ms || !this.#pending.delete(timer)) continue
      timer.action()
    }
    await settle()
  }
}

/** Everything that follows at once has followed. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const refillMs = 1_000
const idleMs = 30_000

function setUp(size = 2) {
  const started: FakeStandby[] = []
  const plain: LaunchRequest[] = []
  const timers = new FakeTimers()
  const launcher = new StandbyLauncher({
    size,
    idleMs,
    timers,
    startStandby: () => {
      const child = new FakeStandby(100 + started.length)
      started.push(child)
      return child
    },
    plain: { launch: (request) => (plain.push(request), plainProcess(plain.length)) },
  })
  const ready = async (): Promise<void> => {
    for (let index = 0; index < started.length; index++) {
      started[index]?.becomeReady(true)
      await settle()
    }
  }
  return { launcher, started, plain, timers, ready }
}

function plainProcess(pid: number): LaunchedProcess {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  stdout.end(`plain ${pid}`)
  stderr.end()
  return {
    stdout,
    stderr,
    started: Promise.resolve(pid),
    onExit: (listener) => listener(7, null),
    kill: () => {},
  }
}

const preparation = {
  entry: '/worker.js',
  address: '/socket',
  env: { A: '1' },
  workingDirectory: '/',
  room: 60,
}

function request(changes: Partial<LaunchRequest> = {}): LaunchRequest {
  const env = { ...preparation.env, FORKSCOPE_BOOTSTRAP: 'who' }
  return { ...preparation, env, name: 'p', processId: 2, memorySpace: 2, ...changes }
}

test('starts them one after the other, up to its size', async () => {
  const { launcher, started } = setUp(2)
  launcher.prepare(preparation)
  expect(started).toHaveLength(1)
  started[0]?.becomeReady(true)
  await settle()
  expect(started).toHaveLength(2)
  started[1]?.becomeReady(true)
  await settle()
  expect(started).toHaveLength(2)
})

test('hands a start over to one that waits, with its bootstrap alone, and refills a little later', async () => {
  const { launcher, started, plain, timers, ready } = setUp(1)
  launcher.prepare(preparation)
  await ready()
  const launched = launcher.launch(request())
  expect(started[0]?.handed).toEqual([{ FORKSCOPE_BOOTSTRAP: 'who' }])
  expect(started).toHaveLength(1)
  started[0]?.answer(true)
  expect(await launched.started).toBe(100)
  await timers.expire(refillMs)
  expect(started).toHaveLength(2)
  const exit = new Promise((resolve) => launched.onExit((...facts) => resolve(facts)))
  started[0]?.stdout.write('said before')
  started[0]?.end(3)
  expect(await exit).toEqual([3, null])
  expect((launched.stdout.read() as Buffer).toString()).toBe('said before')
  expect(plain).toEqual([])
})

test('prefers one that is ready to one that still starts, and that to a plain start', async () => {
  const { launcher, started, plain } = setUp(2)
  launcher.prepare(preparation)
  started[0]?.becomeReady(true)
  await settle()
  launcher.launch(request())
  launcher.launch(request())
  launcher.launch(request())
  expect(started.map(({ handed }) => handed.length)).toEqual([1, 1])
  expect(plain).toHaveLength(1)
})

test('begins with the first launch where nobody has prepared it', async () => {
  const { launcher, started, plain, timers } = setUp()
  launcher.launch(request())
  expect([plain.length, started.length]).toEqual([1, 0])
  await timers.expire(refillMs)
  expect(started).toHaveLength(1)
})

test('one that has died meanwhile is replaced by a plain start, and nobody notices', async () => {
  const { launcher, started, plain, ready } = setUp(1)
  launcher.prepare(preparation)
  await ready()
  const launched = launcher.launch(request())
  started[0]?.end(null, 'SIGKILL')
  expect(await launched.started).toBe(1)
  expect(plain).toHaveLength(1)
  expect(await new Promise((resolve) => launched.onExit((...facts) => resolve(facts)))).toEqual([7, null])
  let printed = ''
  for await (const piece of launched.stdout) printed += String(piece)
  expect(printed).toBe('plain 1')
})

test('one that is killed by its run before it has answered has ended', async () => {
  const { launcher, plain, ready } = setUp(1)
  launcher.prepare(preparation)
  await ready()
  const launched = launcher.launch(request())
  launched.kill('SIGTERM')
  expect(await launched.started).toBe(100)
  expect(await new Promise((resolve) => launched.onExit((...facts) => resolve(facts)))).toEqual([
    null,
    'SIGTERM',
  ])
  expect(plain).toEqual([])
})

test('ends those that nobody needs for a while, until there is a start again', async () => {
  const { launcher, started, timers, ready } = setUp(2)
  launcher.prepare(preparation)
  await ready()
  await timers.expire(idleMs)
  expect(started.map(({ kills }) => kills)).toEqual([['SIGKILL'], ['SIGKILL']])
  expect([launcher.idleCount, started.length, timers.count]).toEqual([0, 2, 0])
  launcher.launch(request())
  await timers.expire(refillMs)
  expect(started).toHaveLength(3)
})

test('replaces those that die unused, but not for ever; a start that works counts anew', async () => {
  const { launcher, started, plain, timers, ready } = setUp(1)
  launcher.prepare(preparation)
  for (let death = 1; death <= 2; death++) {
    await ready()
    started.at(-1)?.end(1)
    await settle()
    await timers.expire(refillMs)
    expect(started).toHaveLength(death + 1)
  }
  await ready()
  const launched = launcher.launch(request())
  started.at(-1)?.answer(true)
  await launched.started
  for (let death = 1; death <= 3; death++) {
    await timers.expire(refillMs)
    started.at(-1)?.end(1)
    await settle()
  }
  await timers.expire(refillMs)
  expect(started).toHaveLength(6)
  launcher.launch(request())
  await timers.expire(refillMs)
  expect([started.length, plain.length]).toEqual([6, 1])
})

test('one that cannot even be started counts as one that died', async () => {
  let attempts = 0
  const timers = new FakeTimers()
  const launcher = new StandbyLauncher({
    timers,
    startStandby: () => {
      attempts++
      throw new Error('spawn ENOMEM')
    },
  })
  launcher.prepare(preparation)
  for (let again = 0; again < 5; again++) await timers.expire(refillMs)
  expect([attempts, launcher.idleCount, timers.count]).toEqual([3, 0, 0])
})

test('keeps no more than the run may still start', async () => {
  const { launcher, started, timers, ready } = setUp(4)
  launcher.prepare({ ...preparation, room: 2 })
  await ready()
  expect(started).toHaveLength(2)
  launcher.launch(request({ room: 0 }))
  await timers.expire(refillMs)
  expect(launcher.idleCount).toBe(0)
  expect(started[1]?.kills).toEqual(['SIGKILL'])
})

test('those that wait for another kind of start are of no use', async () => {
  const { launcher, started, plain, ready } = setUp(1)
  launcher.prepare(preparation)
  await ready()
  launcher.launch(request({ workingDirectory: '/elsewhere' }))
  expect(started[0]?.kills).toEqual(['SIGKILL'])
  expect(plain).toHaveLength(1)
})

test('disposed of, it ends all that wait, resolves when they are gone and starts no more', async () => {
  const { launcher, started, timers, ready } = setUp(2)
  launcher.prepare(preparation)
  await ready()
  const taken = launcher.launch(request())
  started[0]?.answer(true)
  await taken.started
  await launcher.dispose()
  await launcher.dispose()
  expect(started.map(({ kills }) => kills)).toEqual([[], ['SIGKILL']])
  await timers.expire(idleMs)
  launcher.prepare(preparation)
  expect(started).toHaveLength(2)
})
