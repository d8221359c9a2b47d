import { describe } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { poolPrelude } from '../support/poolPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** How a pool calls functions: which can be called, with what, where, and what becomes of their results. */
describe.each(startMethods)('Calls through a Pool by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${poolPrelude}
    let calls = 0
    export function count() { return ++calls }
    export function counted(...args) { return args.length }
    export const arrow = (n) => n + 1
    export const asyncArrow = async (n) => n + 2
    function inner(n) { return n + 3 }
    export { inner as outer }
    export default function usual(n) { return n + 4 }
    export function* generate() { yield 1 }
    export class Tools { static help(n) { return n } }
    export function rejects() { return Promise.reject(new RangeError('rejected')) }
    export function rejectsWith(value) { return Promise.reject(value) }
    export async function anyOf() { return Promise.any([Promise.reject(new Error('a')), Promise.reject(new Error('b'))]) }
    export function failAt(n) { if (n === 2) throw new TypeError('two'); return n }
    export function where() { const { name, daemon } = currentProcess(); return { name, daemon, parent: parentProcess().name } }
    export async function putTo(q, item) { await q.put(item); return q }
    export function bytes(size) { return new Uint8Array(size).fill(3) }
    export async function fromQueue(q) { return q.get() }
    export function size(value) { return value.byteLength ?? value.length }`,
    {
      setUp: 'const one = new Pool(1), pool = new Pool(2)',
      tearDown: 'await one.terminate(); await pool.terminate()',
    },
  )

  describe('functions', () => {
    it(
      'are found by the names that they are exported by, whatever they are called',
      `return [await pool.apply(arrow, [1]), await pool.apply(asyncArrow, [1]), await pool.apply(inner, [1]), await pool.apply(usual, [1])]`,
      [2, 3, 4, 5],
    )

    it(
      'that are bound, methods of a class, or made on the spot are refused',
      `const told = []
       for (const fn of [square.bind(null), Tools.help, new Tools().toString, function named() {}]) told.push(await failure(() => pool.apply(fn, [1])))
       return told`,
      ['NotExportedError', 'NotExportedError', 'NotExportedError', 'NotExportedError'],
    )

    it(
      'are called with an item and nothing else, by starmap with its elements, by apply with its list',
      `return [await pool.map(counted, ['a', 'b']), await pool.starmap(counted, [[], [1], [1, 2, 3]]), await pool.apply(counted), await pool.apply(counted, [undefined, undefined])]`,
      [[1, 1], [0, 1, 3], 0, 2],
    )

    it(
      'keep what they remember for the next task of the same worker, and share it with no other process',
      `const before = await one.apply(count)
       const after = await one.map(count, [0, 0, 0], { chunkSize: 1 })
       return [after.map((n) => n - before), calls]`,
      [[1, 2, 3], 0],
    )

    it(
      'run in a process that knows what it is and who started it',
      `const { name, daemon, parent } = await one.apply(where)
       return [/^[A-Z][a-z]+PoolWorker-\\d+$/.test(name), daemon, parent]`,
      [true, true, 'MainProcess'],
    )

    it(
      'that return an iterator, or what else cannot be sent, fail alone',
      `return [await failure(() => pool.apply(generate)), await pool.apply(square, [3])]`,
      ['SerializationError', 9],
    )
  })

  describe('arguments', () => {
    it(
      'come from any iterable: map, set, generator, string, typed array',
      `return [await pool.map(same, new Map([[1, 2]])), await pool.map(square, (function* () { yield 1; yield 2 })()), await pool.map(square, Uint8Array.of(3, 4)), await pool.starmap(add, new Map([[1, 2], [3, 4]]))]`,
      [[[1, 2]], [1, 4], [9, 16], [3, 7]],
    )

    it(
      "of starmap are lists: any iterable of them; what is none is that task's error",
      `return [await pool.starmap(add, ['ab', new Set([1, 2])]), await failure(() => pool.starmap(add, [1])), await failure(() => pool.starmap(add, [null])), await pool.apply(square, [2])]`,
      [['ab', 3], 'TypeError', 'TypeError', 4],
    )

    it(
      'hold queues: they are the same there, and in what comes back',
      `const q = new Queue(), joinable = new mp.JoinableQueue()
       const same = await pool.apply(putTo, [q, 'through a task'])
       await pool.apply(putTo, [joinable, 1])
       await joinable.get()
       await joinable.taskDone()
       await joinable.join()
       await same.put('and back')
       return [await q.get(), await q.get()]`,
      ['through a task', 'and back'],
    )

    it(
      'cannot hold a pool, its results to come, or a process: these belong to who made them',
      `return [await failure(() => pool.apply(same, [pool])), await failure(() => pool.map(same, [one])), await failure(() => pool.apply(same, [pool.applyAsync(nothing)])), await failure(() => pool.apply(same, [new Process({ target: nothing })]))]`,
      ['SerializationError', 'SerializationError', 'SerializationError', 'SerializationError'],
    )

    it(
      'and results may be large',
      `return [await pool.apply(size, [new Uint8Array(10_000_000)]), (await pool.apply(bytes, [10_000_000])).length, await pool.apply(size, ['x'.repeat(5_000_000)])]`,
      [10_000_000, 10_000_000, 5_000_000],
    )
  })

  describe('errors', () => {
    it(
      'are told of a promise that rejects, with an error or with anything else',
      `return [await outcome(() => pool.apply(rejects)), await outcome(() => pool.apply(rejectsWith, [5])), await outcome(() => pool.apply(rejectsWith, [null]))]`,
      [
        { error: 'RangeError', message: 'rejected' },
        { error: 'Error', message: 'thrown: 5' },
        { error: 'Error', message: 'thrown: null' },
      ],
    )

    it(
      'of several at once keep their own name',
      `return (await outcome(() => pool.apply(anyOf))).error`,
      'AggregateError',
    )

    it(
      'of a map say which: the first that was thrown, whatever comes after',
      `return [await outcome(() => one.map(failAt, range(5), { chunkSize: 1 })), await outcome(() => one.mapAsync(failAt, range(5)).get()), await outcome(() => one.starmapAsync(failAt, [[1], [2]]).get())]`,
      Array.from({ length: 3 }, () => ({ error: 'TypeError', message: 'two' })),
    )

    it(
      'of a call that nobody has awaited yet are kept until somebody does',
      `const result = pool.applyAsync(throwing, ['kept'])
       await result.wait()
       await turn()
       return [await failureText(() => result.get()), await failureText(() => result.get())]`,
      ['RangeError: kept', 'RangeError: kept'],
    )
  })

  describe('AsyncResult', () => {
    it(
      'gives its callback the whole list of a map, once, and its errorCallback the first error',
      `const told = []
       const callbacks = { callback: (list) => told.push(list), errorCallback: (error) => told.push(error.message) }
       await pool.mapAsync(square, range(9), { chunkSize: 2, ...callbacks }).wait()
       await one.mapAsync(failAt, range(9), { chunkSize: 1, ...callbacks }).wait()
       await pool.starmapAsync(add, [[1, 1]], callbacks).wait()
       await pool.mapAsync(square, [], callbacks).wait()
       return told`,
      [[0, 1, 4, 9, 16, 25, 36, 49, 64], 'two', [2], []],
    )

    it(
      'waits for many callers at once, and no longer than told',
      `const gate = new Queue(), result = pool.applyAsync(fromQueue, [gate])
       const early = [await result.wait(0), await result.wait(5), await failure(() => result.get(-1)), await failure(() => result.wait('soon'))]
       const all = [result.get(), result.get(60_000), result.wait()]
       await gate.put('now')
       return [...early, ...await Promise.all(all), result.ready(), result.successful()]`,
      [undefined, undefined, 'TimeoutError', 'MisuseError', 'now', 'now', undefined, true, true],
    )

    it(
      'of an empty map is ready soon, with an empty list',
      `return [await pool.mapAsync(square, []).get(60_000), await pool.starmapAsync(add, new Set()).get(60_000)]`,
      [[], []],
    )
  })

  describe('imap', () => {
    it(
      'of nothing is at its end at once, and stays there',
      `const results = pool.imap(square, []), unordered = pool.imapUnordered(square, new Set())
       return [await results.next(), await results.next(), await unordered.next()].map(({ done }) => done)`,
      [true, true, true],
    )

    it(
      'takes chunks larger than its input, and none that are no size',
      `const take = async (results) => { const all = []; for await (const n of results) all.push(n); return all }
       return [await take(pool.imap(square, range(3), { chunkSize: 100 })), (await take(pool.imapUnordered(square, range(5), { chunkSize: 2 }))).sort((a, b) => a - b), await failure(() => pool.imapUnordered(square, [1], { chunkSize: -1 }))]`,
      [[0, 1, 4], [0, 1, 4, 9, 16], 'MisuseError'],
    )

    it(
      'can be asked for several results ahead: each goes to one of those who asked, in their order',
      `const results = pool.imap(square, range(4))
       const asked = await Promise.all([results.next(), results.next(), results.next(), results.next(), results.next()])
       return asked.map(({ value, done }) => done ? 'end' : value)`,
      [0, 1, 4, 9, 'end'],
    )

    it(
      'goes on in other hands where a loop over it was left by next() alone',
      `const results = pool.imap(square, range(6))
       const first = [(await results.next()).value, (await results.next()).value]
       for await (const n of results) first.push(n)
       return first`,
      [0, 1, 4, 9, 16, 25],
    )
  })

  it(
    'has as many workers as the machine has cores, where nothing is said',
    `const usual = new Pool(), told = [usual.processes === mp.cpuCount(), pool.processes, one.processes]; await usual.terminate(); await usual.join(); return told`,
    [true, 2, 1],
  )

  it(
    'with maxTasksPerChild 1 each task has a worker of its own',
    `await using pool = new Pool(1, { maxTasksPerChild: 1 })
     return (await pool.map(count, [0, 0, 0], { chunkSize: 1 }))`,
    [1, 1, 1],
  )

  it(
    'one that is left by an error of its block is terminated, and the error goes on',
    `let held
     const told = await failure(async () => { await using own = new Pool(1); held = own; throw new TypeError('of the block') })
     return [told, await failure(() => held.apply(square, [1]))]`,
    ['TypeError', 'PoolNotRunningError'],
  )

  it(
    'one that was terminated before it had begun ends all the same',
    `const own = new Pool(2), asked = own.map(square, range(10)).catch((error) => error.name)
     await own.terminate()
     await own.join()
     return asked`,
    'PoolNotRunningError',
  )

  it(
    'a pool that was never used can be closed, joined and left',
    `const own = new Pool(1)
     await own.close()
     await own.join()
     { await using other = new Pool(1) }
     return failure(() => own.apply(square, [1]))`,
    'PoolNotRunningError',
  )
})
