import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, startMethods } from '../support/engineRun.ts'
import { poolPrelude } from '../support/poolPrelude.ts'

/** What a program can rely on of a pool's life, of its workers' lives and of AsyncResult. */
describe.each(startMethods)('The life of a Pool by %s', (startMethod) => {
  const facts = <T = unknown>(main: string, more = ''): Promise<T> =>
    factsOf<T>(`${poolPrelude}${more}\nexport async function main() {${main}}`, { startMethod })

  it('AsyncResult: ready, successful, wait and get with their time-outs', async () => {
    const told = await facts(
      `
      await using pool = new Pool(1)
      const gate = new Queue()
      const result = pool.applyAsync(gated, [gate])
      const told = [result.ready(), await failure(() => result.successful()), await result.wait(5), await failure(() => result.get(5)), await failure(() => result.get(0)), result.ready()]
      await gate.put('now')
      told.push(await result.wait(), result.ready(), result.successful(), await result.get(), await result.get(0))
      const bad = pool.applyAsync(throwing, ['no'])
      told.push(await bad.wait(), bad.ready(), bad.successful(), await failureText(() => bad.get()), await failureText(() => bad.get()))
      told.push(await pool.mapAsync(square, [1, 2]).get(), await pool.starmapAsync(add, [[1, 2]]).get(60_000))
      return told`,
      `export async function gated(gate) { return gate.get() }`,
    )
    expect(told).toEqual([
      ...[false, 'MisuseError', undefined, 'TimeoutError', 'TimeoutError', false],
      ...[undefined, true, true, 'now', 'now'],
      ...[undefined, true, false, 'RangeError: no', 'RangeError: no'],
      ...[[1, 4], [3]],
    ])
  })

  it('calls back once per job before get() returns, and outlives a callback that throws', async () => {
    const { end, stderr } = await engineRun(
      `${poolPrelude}
      export async function main() {
        await using pool = new Pool(2)
        const told = []
        const callbacks = { callback: (value) => told.push(['done', value]), errorCallback: (error) => told.push(['failed', error.message]) }
        await pool.applyAsync(square, [3], callbacks).get()
        await pool.mapAsync(square, [1, 2, 3], { chunkSize: 1, ...callbacks }).get()
        await failure(() => pool.applyAsync(throwing, ['no'], callbacks).get())
        const bad = { callback: () => { throw new Error('bad callback') }, errorCallback: async () => { throw new Error('bad errorCallback') } }
        const survived = [await pool.applyAsync(square, [4], bad).get(), await failure(() => pool.applyAsync(throwing, ['x'], bad).get()), await pool.apply(square, [5])]
        await turn()
        return { told, survived }
      }`,
      { startMethod },
    )
    expect(end.result).toEqual({
      told: [
        ['done', 9],
        ['done', [1, 4, 9]],
        ['failed', 'no'],
      ],
      survived: [16, 'RangeError', 25],
    })
    expect(stderr).toContain('bad callback')
    expect(stderr).toContain('bad errorCallback')
  })

  it('maxTasksPerChild counts chunks; close and join complete what was queued, with new workers', async () => {
    const { end, snapshot } = await engineRun(
      `${poolPrelude}
      export async function main() {
        const pool = new Pool(2, { maxTasksPerChild: 2 })
        const names = pool.mapAsync(ownName, range(12), { chunkSize: 1 })
        const chunks = pool.mapAsync(ownName, range(12), { chunkSize: 3 })
        await pool.close()
        await pool.join()
        const ready = [names.ready(), chunks.ready()]
        const counts = new Map()
        for (const name of await names.get()) counts.set(name, (counts.get(name) ?? 0) + 1)
        return { ready, most: Math.max(...counts.values()), workers: unique([...await names.get(), ...await chunks.get()]).length }
      }`,
      { startMethod },
    )
    expect(end.result).toEqual({ ready: [true, true], most: 2, workers: expect.any(Number) })
    expect((end.result as { workers: number }).workers).toBeGreaterThanOrEqual(8)
    const workers = snapshot.processes.filter(({ role }) => role === 'pool-worker')
    expect(workers.every(({ exitCode }) => exitCode === 0)).toBe(true)
    expect(snapshot.pools[0]).toMatchObject({ submitted: 16, completed: 16, outstanding: 0 })
  })

  it('closed while calls are being made it finishes them all, whatever their input', async () => {
    const told = await facts<unknown[]>(`
      const pool = new Pool(2)
      async function* slowly() { for (const n of range(20)) { await sleep(1); yield n } }
      const calls = [
        pool.map(square, range(2_000), { chunkSize: 1 }), pool.map(square, slowly()), pool.starmapAsync(add, [[1, 2]]).get(), pool.apply(add, [1, 1]),
      ]
      const ordered = pool.imap(square, range(200))
      const slow = pool.imapUnordered(square, slowly())
      await pool.close()
      const count = async (results) => { let count = 0; for await (const _ of results) count++; return count }
      const counts = [await count(ordered), await count(slow)]
      await pool.join()
      const results = await Promise.all(calls)
      return [results[0].length, results[1].length, results[2], results[3], ...counts]`)
    expect(told).toEqual([2_000, 20, [3], 2, 200, 20])
  })

  it('takes no work after close or terminate; join wants one of them first; all may be repeated', async () => {
    const told = await facts<unknown[]>(`
      const pool = new Pool(1)
      const told = [await failure(() => pool.join())]
      await pool.apply(square, [1])
      await pool.close()
      await pool.close()
      const submissions = [() => pool.apply(square, [1]), () => pool.map(square, [1]), () => pool.map(square, []), () => pool.starmap(add, []), () => pool.imap(square, [1]), () => pool.imapUnordered(square, [1])]
      for (const submit of submissions) told.push(await failureText(submit))
      let isSync = 0
      for (const submit of [() => pool.applyAsync(square, [1]), () => pool.mapAsync(square, [1]), () => pool.starmapAsync(add, [])]) try { submit() } catch { isSync++ }
      told.push(isSync)
      await pool.join()
      await pool.join()
      await pool.terminate()
      await pool.terminate()
      await pool.join()
      told.push(await failureText(() => pool.apply(square, [1])))
      return told`)
    const closed = 'PoolNotRunningError: Pool not running: it was closed.'
    expect(told).toEqual([
      'MisuseError',
      ...Array.from({ length: 6 }, () => closed),
      3,
      'PoolNotRunningError: Pool not running: it was terminated.',
    ])
  })

  it('terminate settles whatever was asked for, at once, and ends the workers', async () => {
    const told = await facts<{ names: string[]; next: string; alive: boolean }>(`
      const pool = new Pool(2)
      const begun = new Queue()
      async function* never() { await new Promise(() => {}) }
      const results = [pool.applyAsync(stuck, [begun]), pool.applyAsync(spin, [begun]), pool.mapAsync(square, range(100)), pool.mapAsync(square, never())]
      const iterator = pool.imap(same, range(10))
      const pids = [await begun.get(), await begun.get()]
      await pool.terminate()
      const names = []
      for (const result of results) names.push(await failure(() => result.get()))
      const next = await failure(() => iterator.next())
      await pool.join()
      ${startMethod === 'thread' ? '// Their process lives on.' : 'await Promise.all(pids.map(gone))'}
      return { names, next, alive: activeChildren().length > 0 }`)
    expect(told).toEqual({
      names: Array.from({ length: 4 }, () => 'PoolNotRunningError'),
      next: 'PoolNotRunningError',
      alive: false,
    })
  })

  it('leaving its block terminates it, what applyAsync began is lost', async () => {
    const told = await facts(`
      let lost, kept
      const begun = new Queue()
      {
        await using pool = new Pool(1)
        lost = pool.applyAsync(stuck, [begun])
        await begun.get()
      }
      const returned = await (async () => { await using pool = new Pool(1); return pool.map(square, [1, 2]) })()
      return [await failure(() => lost.get()), returned]`)
    expect(told).toEqual(['PoolNotRunningError', [1, 4]])
  })

  it('runs the initializer once in each worker, with its arguments, before the first task', async () => {
    const told = await facts<{ counts: number[]; pids: number; greeting: string; through: string }>(
      `
      const inbox = new Queue()
      const [ours, theirs] = Pipe()
      await using pool = new Pool(2, { initializer: prepare, initArgs: [inbox, { greeting: 'hello' }, theirs], maxTasksPerChild: 3 })
      const told = await pool.map(prepared, range(12), { chunkSize: 1 })
      const pids = new Set()
      while (!(await inbox.isEmpty())) pids.add(await inbox.get())
      await theirs.close()
      const through = await pool.apply(sendThrough, ['kept'])
      return { counts: unique(told.map(([count]) => count)), greeting: told[0][1], pids: unique(told.map(([, , pid]) => pid)).filter((pid) => !pids.has(pid)).length, through: await ours.recv({ timeoutMs: 10_000 }) }`,
      `
      let state = { count: 0 }
      export async function prepare(inbox, { greeting }, end) { await inbox.put(process.pid); state = { count: state.count + 1, greeting, end } }
      export async function prepared() { await sleep(1); return [state.count, state.greeting, process.pid] }
      export async function sendThrough(text) { await state.end.send(text) }`,
    )
    expect(told).toEqual({ counts: [1], pids: 0, greeting: 'hello', through: 'kept' })
  })

  it('is broken, with the reason, when its workers cannot start; after few attempts', async () => {
    const { end, snapshot } = await engineRun(
      `${poolPrelude}
      export function failing() { throw new TypeError('bad initializer') }
      export function leaving() { process.exit(7) }
      export async function main() {
        const told = []
        for (const [initializer, options] of [[failing, {}], [leaving, {}], [undefined, { startMethod: 'none' }]]) {
          const pool = new Pool(2, { initializer, ...options })
          const jobs = [pool.map(square, [1, 2, 3]), pool.apply(square, [1])]
          const iterator = pool.imap(square, range(100))
          for (const ask of [() => jobs[0], () => jobs[1], () => iterator.next(), () => pool.map(square, [1])]) told.push(await failure(ask))
          const error = await jobs[0].catch((error) => error)
          told.push(error.message, error.cause?.message ?? 'no cause')
          await pool.close()
          await pool.join()
        }
        return told
      }`,
      { startMethod },
    )
    const broken = Array.from({ length: 4 }, () => 'BrokenPoolError')
    expect(end.result).toEqual([
      ...broken,
      expect.stringMatching(/before they were ready: TypeError: bad initializer/),
      expect.stringContaining('bad initializer'),
      ...broken,
      expect.stringMatching(/before they were ready \(exit code 7\)/),
      'no cause',
      ...broken,
      expect.stringMatching(/start method 'none'/),
      expect.stringContaining("start method 'none'"),
    ])
    const started = snapshot.processes.filter(({ role }) => role === 'pool-worker')
    expect(started.length).toBeLessThanOrEqual(10)
  })

  it('is broken when the run may not have so many processes, and stops those that it has started', async () => {
    const { end, snapshot } = await engineRun(
      `${poolPrelude}
      export async function main() {
        const pool = new Pool(5)
        const error = await pool.map(square, [1]).catch((error) => error)
        await pool.close()
        await pool.join()
        const small = new Pool(2)
        return [error.name, error.cause?.name ?? error.cause?.facts, error.message, await small.map(square, [3])]
      }`,
      { startMethod, maxProcesses: 4 },
    )
    expect(end.result).toEqual([
      'BrokenPoolError',
      expect.anything(),
      expect.stringContaining('ProcessLimitError'),
      [9],
    ])
    expect(snapshot.processes.every(({ endedAtMs }) => endedAtMs !== null)).toBe(true)
  })
})
