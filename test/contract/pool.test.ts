import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, allStartMethods } from '../support/engineRun.ts'
import { poolPrelude } from '../support/poolPrelude.ts'

/** What a program can rely on of `Pool`: its construction, `apply`, `map` and `starmap`, values and errors. */
describe.each(allStartMethods)('Pool by %s', (startMethod) => {
  const facts = <T = unknown>(main: string, more = ''): Promise<T> =>
    factsOf<T>(`${poolPrelude}${more}\nexport async function main() {${main}}`, { startMethod })

  it('refuses at once what it cannot be made of', async () => {
    const told = await facts<string[]>(`
      const told = []
      for (const [processes, options] of [
        [0], [-1], [1.5], [NaN], ['2'], [null],
        [1, { initializer: 'x' }], [1, { initializer: () => {} }], [1, { initArgs: 1 }],
        [1, { maxTasksPerChild: 0 }], [1, { maxTasksPerChild: 1.5 }], [1, { taskTimeoutMs: 0 }],
        [1, { onWorkerDeath: 'ignore' }], [1, { initArgs: [() => {}] }],
      ]) told.push(await failureText(() => new Pool(processes, options)))
      return told`)
    const count = 'MisuseError: A pool has an integer of at least 1 (processes), not'
    expect(told).toEqual([
      `${count} 0.`,
      `${count} -1.`,
      `${count} 1.5.`,
      `${count} NaN.`,
      `${count} 2.`,
      `${count} null.`,
      'MisuseError: A pool calls functions, not string.',
      expect.stringMatching(/^NotExportedError: .*a pool's initializer/),
      "MisuseError: initArgs are the initializer's arguments in an array, not number.",
      'MisuseError: maxTasksPerChild is an integer of at least 1 (tasks), not 0.',
      'MisuseError: maxTasksPerChild is an integer of at least 1 (tasks), not 1.5.',
      'MisuseError: taskTimeoutMs is a number of ms above 0, not 0.',
      "MisuseError: onWorkerDeath is 'reject' or 'retry', not 'ignore'.",
      expect.stringMatching(/^SerializationError: .*initArgs\[0\]/),
    ])
  })

  it('has daemonic workers, as many as asked for, which may not start processes', async () => {
    const told = await facts<{ workers: string[]; parents: boolean; nested: string[] }>(
      `
      await using pool = new Pool(2)
      const workers = await pool.map(whoAmI, range(8), { chunkSize: 1 })
      return {
        workers: unique(workers.map(({ name, daemon }) => name.replace(/\\d+/, 'N') + ' ' + daemon)),
        parents: workers.every(({ parent }) => parent === process.pid),
        nested: await pool.apply(nest),
      }`,
      `
      export async function whoAmI() {
        await sleep(5)
        const { name, daemon } = currentProcess()
        return { name, daemon, parent: parentProcess().pid }
      }
      export async function nest() {
        return [await failure(() => new Pool(1)), await failure(() => new Process({ target: nothing }).start())]
      }`,
    )
    const name = `${startMethod[0]?.toUpperCase()}${startMethod.slice(1)}PoolWorker-N`
    expect(told).toEqual({
      workers: [`${name} true`],
      parents: true,
      nested: ['MisuseError', 'MisuseError'],
    })
  })

  it('maps in input order whatever takes how long; an empty input gives []', async () => {
    const told = await facts(
      `
      await using pool = new Pool(2)
      async function* slowly() { for (const n of [3, 1, 2]) { await turn(); yield n } }
      return {
        order: await pool.map(uneven, range(30), { chunkSize: 1 }),
        chunks: await pool.map(uneven, range(31), { chunkSize: 4 }),
        none: [await pool.map(square, []), await pool.starmap(add, new Set()), await pool.map(square, (async function* () {})())],
        one: await pool.map(square, [7]),
        iterables: [await pool.map(same, new Set(['a', 'b'])), await pool.map(same, 'xyz'), await pool.map(square, slowly())],
        starmap: await pool.starmap(add, [[1, 2], ['a', 'b']]),
        starmapChunks: await pool.starmap(add, range(9).map((n) => [n, 1]), { chunkSize: 2 }),
        applied: [await pool.apply(add, [2, 3]), await pool.apply(nothing), await pool.apply(later, ['async'])],
        asyncChunks: await pool.map(later, range(5), { chunkSize: 5 }),
      }`,
      `export async function uneven(n) { if (n % 5 === 0) await sleep(10 - (n % 7)); return n }`,
    )
    const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index)
    expect(told).toEqual({
      order: numbers(30),
      chunks: numbers(31),
      none: [[], [], []],
      one: [49],
      iterables: [
        ['a', 'b'],
        ['x', 'y', 'z'],
        [9, 1, 4],
      ],
      starmap: [3, 'ab'],
      starmapChunks: numbers(9).map((n) => n + 1),
      applied: [5, undefined, 'async'],
      asyncChunks: numbers(5),
    })
  })

  it('makes chunks as CPython does: ceil(items / (4 · workers)) items each', async () => {
    for (const [items, workers, chunkSize] of [
      [100, 2, 13],
      [8, 2, 1],
      [9, 2, 2],
      [1, 3, 1],
    ] as const) {
      const { snapshot, end } = await engineRun(
        `${poolPrelude}
        export async function main() {
          await using pool = new Pool(${workers})
          return (await pool.map(square, range(${items}))).length
        }`,
        { startMethod },
      )
      expect(end.result).toBe(items)
      expect(snapshot.pools[0]?.submitted).toBe(Math.ceil(items / chunkSize))
    }
  })

  it('refuses what is no chunk size, no iterable, no function and no exported function', async () => {
    const told = await facts<string[]>(`
      await using pool = new Pool(1)
      const told = []
      for (const chunkSize of [0, -1, 1.5, '2']) told.push(await failure(() => pool.map(square, [1, 2], { chunkSize })))
      for (const input of [undefined, null, 5, {}]) told.push(await failure(() => pool.map(square, input)))
      for (const fn of [undefined, 'square']) told.push(await failureText(() => pool.map(fn, [1])))
      const local = (n) => n
      for (const fn of [local, (n) => n, Math.abs]) told.push(await failureText(() => pool.map(fn, [1])))
      told.push(await failure(() => pool.apply(add, 5)))
      return told`)
    expect(told.splice(0, 8)).toEqual(Array.from({ length: 8 }, () => 'MisuseError'))
    expect(told).toEqual([
      'MisuseError: A pool calls functions, not undefined.',
      'MisuseError: A pool calls functions, not string.',
      expect.stringMatching(
        /^NotExportedError: 'local' is not exported by program.ts.*export function local/,
      ),
      expect.stringMatching(/^NotExportedError: An anonymous function/),
      expect.stringMatching(/^NotExportedError: 'abs' is not exported/),
      'MisuseError',
    ])
  })

  it('waits for all tasks, then throws the first error to arrive', async () => {
    const told = await facts<{ first: unknown; ran: number; chunk: unknown; ranInChunks: number }>(
      `
      await using pool = new Pool(1)
      const done = new Queue()
      const first = await outcome(() => pool.starmap(sometimes, range(20).map((n) => [n, done]), { chunkSize: 1 }))
      const ran = await done.size()
      const chunk = await outcome(() => pool.starmap(sometimes, range(20).map((n) => [n, done]), { chunkSize: 5 }))
      return { first, ran, chunk, ranInChunks: await done.size() - ran }`,
      `export async function sometimes(n, done) {
        if (n === 3) throw new RangeError('three')
        if (n === 17) throw new TypeError('seventeen')
        await done.put(n)
      }`,
    )
    expect(told.first).toMatchObject({ error: 'RangeError', message: 'three' })
    expect(told.ran).toBe(18)
    // What stands in a chunk after the item that failed is not run, as in CPython.
    expect(told.chunk).toMatchObject({ error: 'RangeError', message: 'three' })
    expect(told.ranInChunks).toBe(3 + 5 + 5 + 2)
  })

  it('brings values of every kind there and back', async () => {
    const told = await facts<Record<string, unknown>>(`
      await using pool = new Pool(2)
      const cycle = { name: 'cycle' }
      cycle.self = cycle
      const values = [undefined, null, -0, NaN, 10n ** 30n, 'ü\\0', [undefined], { a: { b: [1] } }, new Date(5), new Map([[1, new Set([2])]]),
        Buffer.from('bytes'), new Float64Array([1.5, 2.5]), new Uint8Array(100_000).fill(7), /x/gi, cycle, [,1], new Error('e')]
      const kinds = (value) => Object.prototype.toString.call(value) + (Buffer.isBuffer(value) ? 'B' : '')
      const one = await pool.map(same, values, { chunkSize: 1 })
      const chunk = await pool.map(same, values, { chunkSize: 100 })
      return {
        kinds: values.map(kinds), one: one.map(kinds), chunk: chunk.map(kinds),
        exact: one.every((value, index) => JSON.stringify(index === 4 || index === 14 ? 0 : value) === JSON.stringify(index === 4 || index === 14 ? 0 : values[index])),
        zero: Object.is(one[2], -0) && Number.isNaN(one[3]) && one[4] === values[4], big: one[12].every((byte) => byte === 7),
        cycle: one[14].self === one[14], undefineds: await pool.map(nothing, range(5), { chunkSize: 2 }),
        args: await pool.map(same, [undefined, undefined]),
      }`)
    const { kinds } = told
    expect(told).toMatchObject({ one: kinds, chunk: kinds, exact: true, zero: true, big: true, cycle: true })
    expect(told['undefineds']).toEqual(Array.from({ length: 5 }))
    expect(told['args']).toEqual([undefined, undefined])
  })

  it('maps a hundred thousand items, one by one and in chunks', async () => {
    const told = await facts<boolean[]>(`
      await using pool = new Pool(2)
      const items = range(100_000)
      const isRight = (results) => results.length === items.length && results.every((result, n) => result === n * n)
      const named = items.map((id) => ({ id, name: 'item ' + id }))
      return [
        isRight(await pool.map(square, items, { chunkSize: 1 })),
        isRight(await pool.map(square, items)),
        isRight(await pool.map(square, items, { chunkSize: 7 })),
        (await pool.map(same, named, { chunkSize: 1 })).every(({ id, name }, n) => id === n && name === 'item ' + n),
        isRight(await pool.map(square, (function* () { yield* items })())),
      ]`)
    expect(told).toEqual([true, true, true, true, true])
  })

  it('tells an error by name, message, class and data, with the remote stack as its cause', async () => {
    const told = await facts<Record<string, unknown>[]>(
      `
      await using pool = new Pool(1)
      const told = []
      for (const kind of range(9)) {
        const error = await pool.apply(fail, [kind]).catch((error) => error)
        const { cause } = error
        told.push({
          name: error.name, message: error.message, isError: error instanceof Error, isRange: error instanceof RangeError,
          isOwn: error instanceof OwnError, detail: error.detail, code: error.code, isLibrarys: error instanceof mp.TimeoutError,
          stack: cause?.name === 'RemoteError' && /at fail .*program\\.ts:\\d+/.test(cause.stack), inner: cause?.cause?.message,
        })
      }
      return told`,
      `
      export class OwnError extends Error {
        constructor(message, detail) { super(message); this.name = 'OwnError'; this.detail = detail }
        get shout() { return this.message.toUpperCase() }
      }
      export class TimeoutError extends Error { name = 'TimeoutError' }
      class Hidden extends TypeError {}
      export function fail(kind) {
        if (kind === 0) throw new RangeError('plain')
        if (kind === 1) throw new OwnError('own', { at: 7 })
        if (kind === 2) throw new Error('outer', { cause: new TypeError('inner') })
        if (kind === 3) throw Object.assign(new Error('coded'), { code: 'ECODE', errno: -2 })
        if (kind === 4) throw 'a string'
        if (kind === 5) throw { an: 'object' }
        if (kind === 6) throw new TimeoutError('mine')
        if (kind === 7) throw new Hidden('hidden')
        throw undefined
      }`,
    )
    expect(told).toMatchObject([
      { name: 'RangeError', message: 'plain', isRange: true, isOwn: false, stack: true },
      { name: 'OwnError', message: 'own', isOwn: true, detail: { at: 7 }, stack: true },
      { name: 'Error', message: 'outer', stack: true, inner: 'inner' },
      { name: 'Error', message: 'coded', code: 'ECODE', stack: true },
      { name: 'Error', message: "thrown: 'a string'", isError: true },
      { name: 'Error', message: "thrown: { an: 'object' }" },
      { name: 'TimeoutError', message: 'mine', isLibrarys: false },
      { name: 'TypeError', message: 'hidden' },
      { name: 'Error', message: 'thrown: undefined' },
    ])
  })

  it('survives errors that are hostile, and results that cannot be sent; they fail alone', async () => {
    const told = await facts<{
      outcomes: { error?: string; value?: unknown; message: string }[]
      pids: number
    }>(
      `
      await using pool = new Pool(1)
      const outcomes = []
      for (const kind of range(9)) outcomes.push(await outcome(() => pool.apply(fail, [kind])))
      const mixed = await Promise.all(range(9).map((kind) => outcome(() => pool.apply(fail, [kind]))))
      return { outcomes, mixed: mixed.map(({ error }) => error), pids: unique(await pool.map(own, range(4))).length, first: await pool.apply(pidBefore) === await pool.apply(own) }`,
      `
      const pid = process.pid
      export function pidBefore() { return pid }
      export function fail(kind) {
        if (kind === 0) throw Object.assign(new Error('big'), { facts: { big: 10n }, more: 10n })
        if (kind === 1) { const error = new Error('cyclic'); error.self = error; error.facts = { error }; throw error }
        if (kind === 2) throw new (class extends Error { get message() { throw new Error('from the getter') } })()
        if (kind === 3) throw Object.create(null)
        if (kind === 4) throw new Proxy({}, { get() { throw new Error('trap') } })
        if (kind === 5) return { deep: [{ fn: () => {} }] }
        if (kind === 6) return new WeakMap()
        if (kind === 7) return { then(resolve) { resolve('thenable') } }
        return { get boom() { throw new Error('from the result') } }
      }`,
    )
    expect(told.outcomes.map(({ error, value }) => error ?? value)).toEqual([
      'Error',
      'Error',
      'Error',
      'Error',
      'Error',
      'SerializationError',
      'SerializationError',
      'thenable',
      expect.any(String),
    ])
    expect(told.outcomes[0]?.message).toBe('big')
    expect(told.outcomes[5]?.message).toContain('result.deep[0].fn')
    expect(told).toMatchObject({ pids: 1, first: true })
  })

  it('tells the caller by path which argument cannot be sent', async () => {
    const told = await facts<Record<string, string>>(`
      await using pool = new Pool(1)
      const bad = (at, n = 20) => range(n).map((index) => (index === at ? { deep: [() => {}] } : index))
      const text = (action) => failureText(action).then((message) => message.split(' ').filter((word) => /^(Ser|items|args)/.test(word)).join(' '))
      return {
        apply: await text(() => pool.apply(same, [1, { f() {} }])),
        one: await text(() => pool.map(same, bad(7), { chunkSize: 1 })),
        chunk: await text(() => pool.map(same, bad(13), { chunkSize: 5 })),
        late: await text(() => pool.map(same, bad(1500, 2000), { chunkSize: 1 })),
        starmap: await text(() => pool.starmap(add, [[1, 2], [3, Symbol('s')]])),
        after: String(await pool.map(same, [1, 2])),
      }`)
    const named = (path: string): unknown =>
      expect.stringMatching(new RegExp(`^SerializationError.* ?${path}`))
    expect(told).toEqual({
      apply: named('args\\[1\\]\\.f'),
      one: named('items\\[7\\]\\.deep\\[0\\]'),
      chunk: named('items\\[13\\]\\.deep\\[0\\]'),
      late: named('items\\[1500\\]\\.deep\\[0\\]'),
      starmap: named('items\\[1\\]\\[1\\]'),
      after: '1,2',
    })
  })

  it('begins tasks in the order in which they were asked for, whatever asked', async () => {
    const told = await facts(
      `
      await using pool = new Pool(1)
      const order = new Queue()
      const asked = [
        pool.apply(note, ['a', order]), pool.apply(noteToo, ['b', order]), pool.apply(note, ['c', order]),
        pool.map(noteOne, [['d', order]]), pool.applyAsync(note, ['e', order]).get(), pool.apply(note, ['f', order]), pool.imap(noteOne, [['g', order]]).next(),
      ]
      await Promise.all(asked)
      const told = []
      while (!(await order.isEmpty())) told.push(await order.get())
      return told.join('')`,
      `
      export const note = (name, order) => order.put(name)
      export const noteToo = (name, order) => order.put(name)
      export const noteOne = ([name, order]) => order.put(name)`,
    )
    expect(told).toBe('abcdefg')
  })

  it('answers a hundred thousand calls at once, also when it is closed meanwhile', async () => {
    const told = await facts(`
      const pool = new Pool(2)
      const calls = range(100_000).map((n) => pool.apply(square, [n]))
      const closed = pool.close()
      const results = await Promise.all(calls)
      await closed
      await pool.join()
      const other = new Pool(1)
      const lost = range(80_000).map((n) => other.apply(square, [n]))
      await other.terminate()
      return [results.every((result, n) => result === n * n), unique((await Promise.allSettled(lost)).map(({ reason }) => reason?.name ?? 'done')).at(-1)]`)
    expect(told).toEqual([true, 'PoolNotRunningError'])
  })

  it('takes several jobs at once, and pools in a process of their own', async () => {
    const told = await facts(
      `
      await using one = new Pool(2)
      await using two = new Pool(1)
      const answers = new Queue()
      const process = new Process({ target: nested, args: [answers] })
      await process.start()
      const [a, b, c, d] = await Promise.all([
        one.map(square, range(300), { chunkSize: 1 }),
        one.map(later, range(20)),
        two.starmap(add, range(50).map((n) => [n, n])),
        Promise.all(range(40).map((n) => one.apply(square, [n]))),
      ])
      await process.join()
      const isRight = (results, fn) => results.every((result, n) => result === fn(n))
      return [
        isRight(a, (n) => n * n), isRight(b, (n) => n), isRight(c, (n) => 2 * n), isRight(d, (n) => n * n),
        await answers.get(), process.exitCode,
      ]`,
      `export async function nested(answers) {
        const pool = new Pool(2)
        await answers.put(await pool.map(square, [1, 2, 3]))
        // Left as it is: it ends with its process.
      }`,
    )
    expect(told).toEqual([true, true, true, true, [1, 4, 9], 0])
  })
})
