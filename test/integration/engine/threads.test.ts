import { describe, expect, it } from 'vitest'
import { engineRun, factsOf } from '../../support/engineRun.ts'
import { poolPrelude } from '../../support/poolPrelude.ts'

/** What is particular to threads: they end with their process, and it goes on without them. */

const run: typeof engineRun = (program, options = {}) =>
  engineRun(poolPrelude + program, { startMethod: 'thread', ...options })
const facts = <T = unknown>(program: string): Promise<T> =>
  factsOf<T>(poolPrelude + program, { startMethod: 'thread' })

describe('the end of a process is the end of its threads', () => {
  it('told with its cause, to whoever waits for what they hold', async () => {
    const { end, snapshot } = await run(`
      export async function holder(ready, lock) { await lock.acquire(); await ready.put('held'); await new Promise(() => setInterval(() => {}, 1_000)) }
      export async function home(ready, lock) {
        await new Process({ target: holder, args: [ready, lock], startMethod: 'thread', name: 'holder' }).start()
        await new Promise(() => setInterval(() => {}, 1_000))
      }
      export async function main() {
        const ready = new Queue(), lock = new mp.Lock()
        const p = new Process({ target: home, args: [ready, lock], startMethod: 'spawn', name: 'home' })
        await p.start()
        await ready.get()
        const waiting = failure(() => lock.acquire())
        await p.kill()
        return [await waiting, await p.join()]
      }`)
    expect(end).toMatchObject({ outcome: 'completed', result: ['OwnerDiedError', true] })
    const [, home, holder] = snapshot.processes
    expect(home).toMatchObject({ name: 'home', role: 'process', exitCode: -9, endCause: null })
    expect(holder).toMatchObject({ name: 'holder', role: 'thread', pid: home?.pid, endedBy: 'engine' })
    expect(holder?.endCause).toBe(`its process (pid ${home?.pid}) was killed by SIGKILL`)
  })

  it('when it exits in the middle of starting them', async () => {
    const { end, snapshot } = await run(`
      export async function home() {
        for (let n = 0; n < 5; n++) new Process({ target: same, startMethod: 'thread' }).start().catch(() => {})
        await turn()
        process.exit(3)
      }
      export async function main() {
        const p = new Process({ target: home, startMethod: 'spawn' })
        await p.start()
        await p.join()
        return p.exitCode
      }`)
    expect(end).toMatchObject({ outcome: 'completed', result: 3 })
    expect(snapshot.processes.every(({ endedAtMs }) => endedAtMs !== null)).toBe(true)
  })
})

it('threads are started, obtain memory, end and are ended while the main thread of their process is blocked', async () => {
  const told = await facts(`
    export async function inner(cell) { Atomics.add(await cell.view(), 0, 1) }
    export async function spins(begun) { await begun.put(1); for (;;); }
    export async function outer(cell, go, codes) {
      await go.get()
      const begun = new Queue(), p = new Process({ target: inner, args: [cell] }), busy = new Process({ target: spins, args: [begun] })
      await Promise.all([p.start(), busy.start()])
      await begun.get()
      await busy.terminate()
      await Promise.all([p.join(), busy.join()])
      await codes.put([p.exitCode, busy.exitCode])
      const view = await cell.view()
      Atomics.add(view, 0, 1)
      Atomics.notify(view, 0)
    }
    export async function main() {
      const cell = new mp.RawArray('int32', 1, { startMethod: 'thread' }), view = await cell.view()
      const go = new Queue(), codes = new Queue(), p = new Process({ target: outer, args: [cell, go, codes] })
      await p.start()
      await go.put(1)
      // Its loop turns no more until the others are done.
      while (Atomics.load(view, 0) < 2) if (Atomics.wait(view, 0, Atomics.load(view, 0), 20_000) === 'timed-out') return 'blocked'
      await p.join()
      return [await codes.get(), p.exitCode]
    }`)
  expect(told).toEqual([[0, -15], 0])
})

it('what a thread has printed is kept, in order, also while its process is busy and when it is ended', async () => {
  const { end, output, stdout } = await run(`
    export async function prints(ready) {
      for (let n = 0; n < 500; n++) { console.log('line ' + n + 'x'.repeat(200)); if (n % 100 === 0) console.error('error ' + n) }
      process.stdout.write(Buffer.from('end of é').subarray(0, 8))
      process.stdout.write(Buffer.from('é').subarray(1))
      await ready.put(1)
      for (;;);
    }
    export async function main() {
      const ready = new Queue(), p = new Process({ target: prints, args: [ready], name: 'printer' })
      await p.start()
      await ready.get()
      await p.kill()
      await p.join()
      return p.exitCode
    }`)
  expect(end.result).toBe(-9)
  const lines = stdout.split('\n')
  expect(lines).toHaveLength(501)
  expect(lines.slice(0, 500).every((line, n) => line.startsWith(`line ${n}x`))).toBe(true)
  expect(lines.at(-1)).toBe('end of é')
  expect(new Set(output.map(({ processId }) => processId))).toEqual(new Set([2]))
})

describe('a thread that runs out of memory', () => {
  const env = { NODE_OPTIONS: '--max-old-space-size=64' }
  const heapBomb = `export function heapBomb() { const all = []; for (;;) all.push(Array.from({ length: 1_000 }, Math.random)) }`

  it('ends alone, and says why', async () => {
    const { end, snapshot, stderr } = await run(
      `${heapBomb}
      export async function main() {
        const p = new Process({ target: heapBomb })
        await p.start()
        await p.join()
        return [p.exitCode, 'main lives']
      }`,
      { env },
    )
    expect(end.result).toEqual([-6, 'main lives'])
    expect(snapshot.processes[1]).toMatchObject({
      signal: 'SIGABRT',
      endCause: expect.stringMatching(/out of memory/),
    })
    expect(stderr).toMatch(/out of memory/)
  })

  it('rejects its task with that cause, and its pool goes on', async () => {
    const { end } = await run(
      `${heapBomb}
      export async function main() {
        await using pool = new Pool(1)
        const told = await outcome(() => pool.apply(heapBomb))
        return [told.error, told.message, await pool.apply(square, [4])]
      }`,
      { env },
    )
    expect(end.result).toEqual(['WorkerDiedError', expect.stringMatching(/memory/), 16])
  })
})

it('counts among the processes of the run', async () => {
  const { end } = await run(
    `
    export async function waits(gate) { await gate.get() }
    export async function main() {
      const gate = new Queue(), started = []
      for (let n = 0; n < 2; n++) { const p = new Process({ target: waits, args: [gate] }); await p.start(); started.push(p) }
      const refused = await failure(() => new Process({ target: waits, args: [gate] }).start())
      await gate.close()
      for (const p of started) await p.join()
      return refused
    }`,
    { maxProcesses: 3 },
  )
  expect(end.result).toBe('ProcessLimitError')
})

it('threads start processes, and those start threads', async () => {
  const { end, snapshot } = await run(`
    export async function nest(methods, pids) {
      await pids.put(process.pid)
      const [startMethod, ...rest] = methods
      if (startMethod === undefined) return
      const p = new Process({ target: nest, args: [rest, pids], startMethod })
      await p.start()
      await p.join()
      if (p.exitCode !== 0) process.exit(p.exitCode)
    }
    export async function main() {
      const pids = new Queue(), p = new Process({ target: nest, args: [['thread', 'spawn', 'thread'], pids] })
      await p.start()
      await p.join()
      const all = []
      while (!(await pids.isEmpty())) all.push(await pids.get())
      return [p.exitCode, all.map((pid) => all.indexOf(pid)), all[0] === process.pid]
    }`)
  expect(end.result).toEqual([0, [0, 0, 2, 2], true])
  expect(snapshot.processes.map(({ role }) => role)).toEqual([
    'main',
    'thread',
    'thread',
    'process',
    'thread',
  ])
  const tids = snapshot.processes.filter(({ role }) => role === 'thread').map(({ tid }) => tid)
  if (process.platform === 'linux') expect(new Set(tids).size).toBe(3)
})

it('ends by what the host asks, whatever it does', async () => {
  const { end, snapshot } = await run(
    `
    export function spins() { for (;;); }
    export async function main() {
      const p = new Process({ target: spins })
      await p.start()
      await p.join()
      return p.exitCode
    }`,
    {
      onMessage: (message, session) => {
        if (message.type !== 'events') return
        if (message.events.some((event) => event.type === 'process-ready' && event.processId === 2))
          session.handle({ type: 'end-process', processId: 2, signal: 'SIGTERM' })
      },
    },
  )
  expect(end.result).toBe(-15)
  expect(snapshot.processes[1]).toMatchObject({ endedBy: 'user', signal: 'SIGTERM' })
})
