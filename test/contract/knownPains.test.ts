import { describe, expect, it as single } from 'vitest'
import { engineRun, startMethods } from '../support/engineRun.ts'
import { poolPrelude } from '../support/poolPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/**
 * What programs suffer from in CPython's `multiprocessing` (the numbers are those of its tracker) and what happens
 * here: each settles, with a named cause. Those of locks, barriers and managers lie beside their behaviour.
 */
const noKill = 'A thread has no pid of its own to kill: its end from outside is terminate() of its pool.'

describe.each(startMethods)('Known pains of pools by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${poolPrelude}
    export function leave(n) { if (n === 3) process.exit(0); return n }
    export function killOwn(n) { if (n === 3) process.kill(process.pid, 'SIGKILL'); return n }
    export class Picky extends Error {
      constructor(first, second) {
        if (second === undefined) throw new TypeError('Picky wants two arguments')
        super(first + second)
        this.name = 'Picky'
        this.second = second
      }
    }
    export class Guarded { constructor(n) { if (n === undefined) throw new TypeError('not without n'); this.n = n } }
    class Hidden extends RangeError {}
    export function throwPicky() { throw new Picky('a', 'b') }
    export function throwHidden() { throw new Hidden('of a class that nobody else knows') }
    export function giveGuarded({ n }) { return new Guarded(n + 1) }
    // As a main guard makes them: there in the main program alone.
    export const mainOnly = parentProcess() === null ? (n) => n : undefined
    let count = 0
    export function tally() { return ++count }`,
  )

  for (const [how, task, not] of [
    ['exit() in a task (PR 101081)', 'leave', {}],
    ['a task whose worker is killed (gh-66587, gh-82265)', 'killOwn', { thread: noKill }],
  ] as const) {
    it(
      `${how}: the map rejects when all else is done, and the pool goes on`,
      `await using pool = new Pool(2)
       const error = await pool.map(${task}, range(20), { chunkSize: 1 }).catch((error) => error)
       return [error.name, error.code, error.task.function, await pool.map(square, [2, 3])]`,
      ['WorkerDiedError', expect.any(String), task, [4, 9]],
      { not },
    )

    it(
      `${how}: close and join settle, and every other task has its result`,
      `const pool = new Pool(1), tasks = range(6).map((n) => pool.apply(${task}, [n]).catch((error) => error.name))
       await pool.close()
       await pool.join()
       return Promise.all(tasks)`,
      [0, 1, 2, 'WorkerDiedError', 4, 5],
      { not },
    )
  }

  it(
    'an idle worker that is killed (gh-96062): nobody notices, there is another',
    `await using pool = new Pool(2)
     const pids = unique(await pool.map(own, range(8), { chunkSize: 1 }))
     for (const pid of pids) { process.kill(pid, 'SIGKILL'); await gone(pid) }
     const after = unique(await pool.map(own, range(8), { chunkSize: 1 }))
     return [after.length > 0, after.some((pid) => pids.includes(pid)), await pool.map(square, [4])]`,
    [true, false, [16]],
    { not: { thread: noKill } },
  )

  it(
    'an exception that cannot be made again from its message (gh-79492, gh-103061): it arrives, and so do all later tasks',
    `await using pool = new Pool(1)
     const told = []
     for (const task of [throwPicky, throwHidden]) {
       const error = await pool.apply(task).catch((error) => error)
       told.push([error.name, error.message, error instanceof Error, error.second ?? null, error.cause.name])
     }
     return [...told, await pool.map(square, [1, 2])]`,
    [
      ['Picky', 'ab', true, 'b', 'RemoteError'],
      ['RangeError', 'of a class that nobody else knows', true, null, 'RemoteError'],
      [1, 4],
    ],
  )

  it(
    'a payload whose class cannot be made again: no constructor runs, its data arrive both ways',
    `await using pool = new Pool(1)
     const guarded = await pool.apply(giveGuarded, [new Guarded(1)])
     return [guarded.n, await pool.apply(square, [3])]`,
    [2, 9],
  )

  it(
    'a callback that throws (gh-83371): told on stderr, and the results come',
    `await using pool = new Pool(1)
     const bad = () => { throw new Error('expected: of the callback') }
     const told = [await pool.applyAsync(square, [2], { callback: bad }).get(), await failure(() => pool.applyAsync(throwing, ['x'], { errorCallback: bad }).get())]
     return [...told, await pool.mapAsync(square, [3], { callback: bad }).get(), await pool.apply(square, [4])]`,
    [4, 'RangeError', [9], 16],
  )

  it(
    'a function that the worker does not know: an error of that task, named, and the same worker goes on',
    `await using pool = new Pool(1)
     const first = await pool.apply(tally)
     const told = [await failureText(() => pool.map(mainOnly, [1, 2, 3])), await failure(() => pool.apply(mainOnly, [1]))]
     return [...told, await pool.apply(tally) - first]`,
    [expect.stringMatching(/^NotExportedError: .*'mainOnly'/), 'NotExportedError', 1],
  )

  it(
    'get() after terminate (gh-126743): PoolNotRunningError, for what had begun and for what had not',
    `const pool = new Pool(1), begun = new Queue()
     const results = [pool.applyAsync(stuck, [begun]), pool.applyAsync(square, [1]), pool.mapAsync(square, range(10)), pool.starmapAsync(add, [[1, 2]])]
     const ordered = pool.imap(square, range(10))
     await begun.get()
     await pool.terminate()
     const told = []
     for (const result of results) told.push(await failure(() => result.get()), result.ready(), result.successful())
     return [unique(told.map(String)), await failure(() => ordered.next()), await failure(() => results[0].get())]`,
    [['PoolNotRunningError', 'true', 'false'], 'PoolNotRunningError', 'PoolNotRunningError'],
  )

  it(
    'an eager imap (gh-84291): of an endless input no more is read than the buffer holds',
    `await using pool = new Pool(2)
     let read = 0
     function* endless() { for (;;) yield Buffer.alloc(100_000, read++ % 256) }
     const results = pool.imap(same, endless(), { bufferSize: 20 })
     await results.next()
     // Time for what would be read ahead: other calls go there and back meanwhile.
     for (let n = 0; n < 50; n++) await pool.apply(square, [n])
     const ahead = read - 1
     await results.return()
     return [ahead <= 20, ahead > 0]`,
    [true, true],
  )

  it(
    'map with chunkSize 0: refused before anything runs',
    `await using pool = new Pool(1)
     const before = await pool.apply(tally)
     const told = [await failureText(() => pool.map(tally, [1, 2], { chunkSize: 0 })), await failure(() => pool.starmap(tally, [[1]], { chunkSize: 0 })), await failure(() => pool.imap(tally, [1], { chunkSize: 0 }))]
     return [...told, await pool.apply(tally) - before]`,
    [expect.stringMatching(/^MisuseError: .*chunkSize.*0/), 'MisuseError', 'MisuseError', 1],
  )

  single(
    'an initializer that throws (gh-87472): the pool is broken, says why, and starts no process without end',
    async () => {
      const { end, snapshot } = await engineRun(
        `${poolPrelude}
      export function failing() { throw new TypeError('of the initializer') }
      export async function main() {
        const pool = new Pool(2, { initializer: failing }), error = await pool.map(square, range(10)).catch((error) => error)
        const later = await failure(() => pool.apply(square, [1]))
        await pool.close()
        await pool.join()
        return [error.name, error.message, later]
      }`,
        { startMethod },
      )
      expect(end.result).toEqual([
        'BrokenPoolError',
        expect.stringContaining('TypeError: of the initializer'),
        'BrokenPoolError',
      ])
      const workers = snapshot.processes.filter(({ role }) => role === 'pool-worker')
      expect(workers.length).toBeLessThanOrEqual(10)
    },
  )

  single(
    'a parent that is killed (gh-111873): idle and busy workers, and blocked children, end with it',
    async () => {
      const { end, snapshot } = await engineRun(
        `${poolPrelude}
      export async function block(begun) { await begun.put(1); for (;;); }
      export async function main() {
        const pool = new Pool(2), begun = new Queue()
        await pool.map(square, range(4), { chunkSize: 1 })
        pool.apply(spin, [begun])
        await new Process({ target: block, args: [begun] }).start()
        await begun.get()
        await begun.get()
        console.log('all are busy or idle')
        await sleep(600_000)
      }`,
        {
          startMethod,
          onMessage(message, session) {
            if (message.type === 'output' && message.chunks.some(({ text }) => text.includes('all are')))
              session.handle({ type: 'end-process', processId: 1, signal: 'SIGKILL' })
          },
        },
      )
      expect(end).toMatchObject({ outcome: 'killed', exitCode: -9 })
      expect(snapshot.processes).toHaveLength(4)
      expect(snapshot.processes.every(({ phase }) => phase === 'ended')).toBe(true)
    },
  )
})

describe.each(startMethods)('Known pains of queues by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${poolPrelude}
    export function fill(q, bytes) { return q.put('x'.repeat(bytes)) }
    export function fillUnawaited(q, bytes) { q.put(Buffer.alloc(bytes, 1)) }
    export async function putBad(q, told) { await told.put(await failureText(() => q.put({ deep: [() => {}] }))); await q.put('good') }
    export async function putThenAsk(q, told) { await q.put(1); await told.put([await q.isEmpty(), await q.size()]) }
    export async function getForever(q, ready) { await ready.put(1); await q.get() }`,
  )

  for (const [size, bytes] of [
    ['60 kB', 60_000],
    ['70 kB', 70_000],
    ['10 MB', 10_000_000],
  ] as const) {
    it(
      `join with ${size} queued (gh-73983, gh-91594): the process ends, the item is there`,
      `const told = []
       for (const target of [fill, fillUnawaited]) {
         const q = new Queue(), p = new Process({ target, args: [q, ${bytes}] })
         await p.start()
         told.push(await p.join(), p.exitCode, (await q.get()).length)
       }
       return told`,
      [true, 0, bytes, true, 0, bytes],
    )
  }

  it(
    'put of what cannot be sent (gh-84376, gh-79423): an error to who put it, naming where it is; nothing else is lost',
    `const q = new Queue(), told = new Queue(), p = new Process({ target: putBad, args: [q, told] })
     const own = await failure(() => q.put(Symbol('s')))
     await p.start()
     await p.join()
     return [own, await told.get(), await q.size(), await q.get()]`,
    ['SerializationError', expect.stringMatching(/^SerializationError: .*item\.deep\[0\]/), 1, 'good'],
  )

  it(
    'empty() right after put (gh-87302): false, at once and everywhere',
    `const q = new Queue(), told = new Queue(), p = new Process({ target: putThenAsk, args: [q, told] })
     await p.start()
     await p.join()
     const there = await told.get()
     await q.get()
     const own = []
     for (let n = 0; n < 200; n++) { await q.put(n); own.push(await q.isEmpty()); await q.get(); own.push(!(await q.isEmpty())) }
     return [there, own.some(Boolean)]`,
    [[false, 1], false],
  )

  it(
    'a getter that is killed while it waits takes no item and no lock along',
    `const q = new Queue(), ready = new Queue(), p = new Process({ target: getForever, args: [q, ready] })
     await p.start()
     await ready.get()
     await p.kill()
     await p.join()
     await q.put('kept')
     return q.get({ timeoutMs: 60_000 })`,
    'kept',
  )
})
