import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, type EngineRun, type EngineRunOptions } from '../../support/engineRun.ts'
import { poolPrelude } from '../../support/poolPrelude.ts'

/** Pools whose workers are killed, leave, hang or are stopped: every task settles, exactly once, and soon. */

const program = (main: string, more = ''): string =>
  `${poolPrelude}${more}\nexport async function main() {${main}}`
const facts = <T = unknown>(main: string, more = '', options: EngineRunOptions = {}): Promise<T> =>
  factsOf<T>(program(main, more), options)
const run = (main: string, more = '', options: EngineRunOptions = {}): Promise<EngineRun> =>
  engineRun(program(main, more), options)

/** Settles every promise and tells how: the values, and the errors by index. */
const settleAll = `
async function settleAll(promises) {
  const settled = await Promise.allSettled(promises)
  const errors = settled.flatMap(({ reason }, index) => reason ? [{ index, name: reason.name, pid: reason.pid, signal: reason.signal, exitCode: reason.exitCode, task: reason.task, message: reason.message, cause: reason.cause?.message ?? null }] : [])
  return { values: settled.filter(({ status }) => status === 'fulfilled').map(({ value }) => value), errors }
}`

describe('A worker that dies', () => {
  it('by SIGKILL in the middle of 100 tasks: that task rejects within a second, the others finish', async () => {
    const { end, snapshot, events } = await run(
      `
      const pool = new Pool(2)
      const begun = new Queue()
      let settledAt
      const tasks = range(100).map((n) => pool.apply(work, [n, n === 41 ? begun : null]))
      tasks[41].catch(() => { settledAt = performance.now() })
      const pid = await begun.get()
      process.kill(pid, 'SIGKILL')
      const killedAt = performance.now()
      const told = await settleAll(tasks)
      await pool.close()
      await pool.join()
      return { ...told, pid, values: unique(told.values.map(({ n }) => n)).length, afterMs: settledAt - killedAt }`,
      `${settleAll}
      export async function work(n, begun) {
        if (begun) await stuck(begun)
        await sleep(1)
        return { n, pid: process.pid }
      }`,
    )
    const told = end.result as { errors: { message: string }[]; pid: number; values: number; afterMs: number }
    expect(told.values).toBe(99)
    expect(told.errors).toMatchObject([
      {
        index: 41,
        name: 'WorkerDiedError',
        pid: told.pid,
        signal: 'SIGKILL',
        exitCode: -9,
        task: { function: 'work' },
      },
    ])
    expect(told.errors[0]?.message).toMatch(
      /^Worker \d+ was killed by SIGKILL while it ran task \d+ of work\.$/,
    )
    expect(told.afterMs).toBeLessThan(1_000)
    expect(events.filter(({ type }) => type === 'task-lost')).toHaveLength(1)
    expect(snapshot.pools[0]).toMatchObject({ submitted: 100, completed: 99, lost: 1, outstanding: 0 })
    expect(snapshot.pools[0]?.workers).toHaveLength(3)
    const workers = snapshot.processes.filter(({ role }) => role === 'pool-worker')
    expect(workers.map(({ exitCode }) => exitCode).sort()).toEqual([-9, 0, 0])
  })

  it('by SIGKILL in a blocked loop, in a map: the map tells it when all else is done', async () => {
    const told = await facts<{ error: string; ran: number; alive: number[] }>(
      `
      await using pool = new Pool(2)
      const begun = new Queue(), done = new Queue()
      const map = pool.starmapAsync(work, range(100).map((n) => [n, begun, done]), { chunkSize: 1 })
      process.kill(await begun.get(), 'SIGKILL')
      const error = await failure(() => map.get())
      return { error, ran: await done.size(), alive: await pool.map(square, [1, 2]) }`,
      `export async function work(n, begun, done) { if (n === 7) await spin(begun); await done.put(n) }`,
    )
    expect(told).toEqual({ error: 'WorkerDiedError', ran: 99, alive: [1, 4] })
  })

  it('by process.exit(0), in a task of its own or in a callback: rejected, never undefined', async () => {
    const told = await facts<{ errors: { index: number }[]; values: unknown[] }>(
      `
      await using pool = new Pool(2)
      return settleAll([...range(10).map((n) => pool.apply(leave, [n === 3])), pool.apply(leaveLater), ...range(10).map(() => pool.apply(leave, [false]))])`,
      `${settleAll}
      export function leave(now) { if (now) process.exit(0); return 'stayed' }
      export async function leaveLater() { setTimeout(() => process.exit(5), 5); await new Promise(() => {}) }`,
    )
    expect(told.errors).toMatchObject([
      { index: 3, name: 'WorkerDiedError', exitCode: 0, signal: null },
      { index: 10, name: 'WorkerDiedError', exitCode: 5 },
    ])
    expect(told.values).toEqual(Array.from({ length: 19 }, () => 'stayed'))
  })

  it('by process.exit() among thousands of short tasks: only that task is lost, and none is repeated', async () => {
    const told = await facts<{ errors: { index: number }[]; values: number; ran: number[] }>(
      `
      await using pool = new Pool(1)
      const path = tmpdir() + '/pool-test-ran-' + process.pid
      try {
        const results = pool.imap(work, range(6_000).map((n) => [n, path]), { bufferSize: 6_000 })
        const errors = []
        let values = 0
        for (let index = 0; ; index++) {
          try { const { done } = await results.next(); if (done) break; values++ } catch (error) { errors.push({ index, name: error.name }) }
        }
        const ran = readFileSync(path, 'utf8').trim().split('\\n').map(Number)
        return { errors, values, ran: [ran.length, unique(ran).length] }
      } finally { rmSync(path, { force: true }) }`,
      `
      import { appendFileSync, readFileSync, rmSync } from 'node:fs'
      let log = []
      export function work([n, path]) {
        if (n > 1_500 && n % 1_000 === 0) { appendFileSync(path, n + '\\n'); process.exit(3) }
        if (n % 50 === 0) appendFileSync(path, n + '\\n')
        return n
      }`,
    )
    expect(told.errors).toEqual(
      [2_000, 3_000, 4_000, 5_000].map((index) => ({ index, name: 'WorkerDiedError' })),
    )
    expect(told.values).toBe(5_996)
    expect(told.ran).toEqual([120, 120])
  })

  it('by SIGKILL in a task that waits among thousands of short ones: only that one is lost', async () => {
    const told = await facts<{ errors: object[]; values: number }>(
      `
      await using pool = new Pool(1)
      const begun = new Queue()
      const tasks = range(4_000).map((n) => pool.apply(work, [n, n === 3_000 ? begun : null]))
      process.kill(await begun.get(), 'SIGKILL')
      const { errors, values } = await settleAll(tasks)
      return { errors, values: values.length }`,
      `${settleAll}
      export function work(n, begun) { return begun ? tell(begun) : n }
      // Long enough for what is told to have been written.
      async function tell(begun) { await sleep(50); await stuck(begun) }`,
    )
    expect(told.errors).toMatchObject([{ index: 3_000, name: 'WorkerDiedError' }])
    expect(told.values).toBe(3_999)
  })

  it('by an error that nobody caught: after its result, the next task or none is lost, and told why', async () => {
    const told = await facts<{
      first: unknown
      errors: { cause: string }[]
      values: unknown[]
      after: unknown
    }>(
      `
      await using pool = new Pool(1)
      const first = await pool.apply(throwsLater)
      const told = await settleAll([pool.apply(waits), pool.apply(square, [2])])
      const rejected = await settleAll([pool.apply(rejectsAlone), pool.apply(square, [3])])
      return { first, errors: [...told.errors, ...rejected.errors], values: [...told.values, ...rejected.values] }`,
      `${settleAll}
      export function throwsLater() { setTimeout(() => { throw new Error('too late') }, 20); return 'kept' }
      export function waits() { return new Promise(() => {}) }
      export async function rejectsAlone() { void Promise.reject(new Error('nobody caught')); await new Promise(() => {}) }`,
    )
    expect(told.first).toBe('kept')
    expect(told.values).toEqual([4, 9])
    expect(told.errors).toMatchObject([
      { name: 'WorkerDiedError', exitCode: 1, cause: expect.stringContaining('too late') },
      { name: 'WorkerDiedError', exitCode: 1, cause: expect.stringContaining('nobody caught') },
    ])
  })

  it('of its own memory: that task is lost, the others and the caller are not', async () => {
    const told = await facts<{ errors: object[]; values: unknown[] }>(
      `
      await using pool = new Pool(2)
      return settleAll([pool.apply(bomb), pool.apply(square, [2]), pool.apply(square, [3])])`,
      `${settleAll}
      export function bomb() { const all = []; for (;;) all.push(new Array(1_000).fill({})) }`,
      { env: { NODE_OPTIONS: '--max-old-space-size=48' } },
    )
    expect(told.values).toEqual([4, 9])
    const message = expect.stringContaining('ran out of memory')
    expect(told.errors).toMatchObject([{ index: 0, name: 'WorkerDiedError', signal: 'SIGABRT', message }])
  })

  it('with half of a 50 MB result written: that task is lost, nothing hangs', async () => {
    const told = await facts<{ errors: object[]; values: number[] }>(
      `
      await using pool = new Pool(2)
      const told = await settleAll([pool.apply(big, [true]), pool.apply(big, [false]), pool.apply(square, [3])])
      return { errors: told.errors, values: told.values.map((value) => value.length ?? value) }`,
      `${settleAll}
      export function big(dies) {
        // Its result is encoded and its first bytes are written before the next turn of the loop.
        if (dies) setImmediate(() => process.kill(process.pid, 'SIGKILL'))
        return Buffer.alloc(50 * 2 ** 20, 1)
      }`,
    )
    expect(told.errors).toMatchObject([{ index: 0, name: 'WorkerDiedError', signal: 'SIGKILL' }])
    expect(told.values).toEqual([50 * 2 ** 20, 9])
  })

  it('while idle, or while it starts: nobody notices', async () => {
    const told = await facts<{ values: number[]; pids: number[] }>(
      `
      await using pool = new Pool(1, { initializer: slowStart, initArgs: [process.pid] })
      const pids = []
      for (const _ of range(3)) {
        const pid = await pool.apply(own)
        pids.push(pid)
        process.kill(pid, 'SIGKILL')
        await gone(pid)
      }
      const values = await pool.map(square, [1, 2, 3])
      return { values, pids: unique(pids) }`,
      `
      import { mkdirSync, rmdirSync } from 'node:fs'
      export function slowStart(pid) {
        // Every second worker is killed before it is ready.
        const mark = tmpdir() + '/pool-test-start-' + pid
        try { mkdirSync(mark) } catch { rmdirSync(mark); return }
        process.kill(process.pid, 'SIGKILL')
      }`,
    )
    expect(told.values).toEqual([1, 4, 9])
    expect(told.pids).toHaveLength(3)
  })
})

describe('A worker that does not answer', () => {
  it('with taskTimeoutMs: a task over its time is rejected as such, also in a blocked loop, and its worker replaced', async () => {
    const { end, snapshot } = await run(
      `
      await using pool = new Pool(2, { taskTimeoutMs: 400 })
      const begun = new Queue()
      const quick = range(50).map((n) => pool.apply(later, [n, 1]))
      const told = await settleAll([pool.apply(spin, [begun]), pool.apply(stuck, [begun]), ...quick])
      return { errors: told.errors, values: told.values.length, after: await pool.map(square, [1, 2]) }`,
      settleAll,
    )
    expect(end.result).toMatchObject({
      errors: [
        {
          index: 0,
          name: 'TimeoutError',
          message: expect.stringMatching(/of spin ran longer than taskTimeoutMs \(400 ms\)/),
        },
        { index: 1, name: 'TimeoutError' },
      ],
      values: 50,
      after: [1, 4],
    })
    const killed = snapshot.processes.filter(({ signal }) => signal === 'SIGKILL')
    expect(killed).toHaveLength(2)
  })

  it('because it is stopped is not dead: it goes on when it is continued', async () => {
    const told = await facts<{ before: boolean; others: number; value: number; isSame: boolean }>(
      `
      await using pool = new Pool(2)
      const begun = new Queue(), go = new Queue()
      const held = pool.applyAsync(hold, [begun, go])
      const pid = await begun.get()
      process.kill(pid, 'SIGSTOP')
      await go.put('go')
      const others = (await pool.map(square, range(200), { chunkSize: 1 })).length
      const before = held.ready()
      process.kill(pid, 'SIGCONT')
      return { before, others, value: await held.get(), isSame: await held.get() === pid }`,
      `export async function hold(begun, go) { await begun.put(process.pid); await go.get(); return process.pid }`,
    )
    expect(told).toMatchObject({ before: false, others: 200, isSame: true })
  })

  it('is ended by terminate, also when it is stopped, blocked or ignores SIGTERM', async () => {
    const { end, snapshot } = await run(
      `
      const pool = new Pool(3)
      const begun = new Queue()
      const tasks = [pool.applyAsync(spin, [begun]), pool.applyAsync(stubborn, [begun]), pool.applyAsync(stuck, [begun])]
      const pids = [await begun.get(), await begun.get(), await begun.get()]
      process.kill(pids[2], 'SIGSTOP')
      await Promise.all([pool.terminate(), pool.terminate()])
      await Promise.all([pool.join(), pool.join()])
      await Promise.all(pids.map(gone))
      return (await settleAll(tasks.map((task) => task.get()))).errors.map(({ name }) => name)`,
      `${settleAll}
      export async function stubborn(begun) { process.on('SIGTERM', () => {}); await stuck(begun) }`,
    )
    expect(end.result).toEqual(Array.from({ length: 3 }, () => 'PoolNotRunningError'))
    expect(snapshot.processes.every(({ endedAtMs }) => endedAtMs !== null)).toBe(true)
  })
})

describe('A run that is stopped in the middle of it all', () => {
  it.each(['stop', 'dispose'] as const)('by %s leaves nothing', async (how) => {
    let isAsked = false
    const { end, snapshot } = await run(
      `
      const pools = [new Pool(2), new Pool(2, { maxTasksPerChild: 1 })]
      const begun = new Queue()
      const jobs = [pools[0].applyAsync(spin, [begun]), pools[1].mapAsync(own, range(100_000), { chunkSize: 1 }), pools[0].mapAsync(square, range(100_000), { chunkSize: 1 })]
      await begun.get()
      console.log('busy')
      for (const job of jobs) await failure(() => job.get())
      await new Promise(() => {})`,
      '',
      {
        onMessage(message, session) {
          if (
            isAsked ||
            message.type !== 'output' ||
            !message.chunks.some(({ text }) => text.includes('busy'))
          )
            return
          isAsked = true
          if (how === 'stop') session.handle({ type: 'stop', because: 'user', graceMs: 300 })
          else void session.dispose()
        },
      },
    )
    expect(end.outcome).toBe('killed')
    expect(snapshot.processes.length).toBeGreaterThanOrEqual(5)
    expect(snapshot.processes.every(({ endedAtMs }) => endedAtMs !== null)).toBe(true)
  })
})
