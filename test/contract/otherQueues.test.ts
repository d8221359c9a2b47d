import { describe, expect, it } from 'vitest'
import { engineRun, startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What a program can rely on of `JoinableQueue` and `SimpleQueue`, beyond what holds for `Queue`. */
describe.each(startMethods)('The other queues between processes by %s', (startMethod) => {
  const run = (program: string): ReturnType<typeof engineRun> => engineRun(prelude + program, { startMethod })

  it('a joinable queue is joined when the work on everything that was put is done', async () => {
    const { end, snapshot } = await run(`
      export async function work(tasks, results, how) {
        if (!(tasks instanceof mp.JoinableQueue)) throw new Error('not itself')
        const work = async (n) => { await sleep(1); await results.put(n * n); await tasks.taskDone() }
        if (how === 'iterate') for await (const n of tasks) await work(n)
        else for (let n; (n = await tasks.get().catch(endOf)) !== null; ) await work(n)
      }
      function endOf(error) {
        if (error.name !== 'QueueClosedError') throw error
        return null
      }
      export async function main() {
        const tasks = new mp.JoinableQueue(3), results = new Queue()
        await tasks.join()
        const workers = ['get', 'iterate', 'iterate'].map((how) => new Process({ target: work, args: [tasks, results, how] }))
        for (const p of workers) await p.start()
        // Not awaited, and more than there is room for: join counts them all.
        for (let n = 1; n <= 60; n++) tasks.put(n)
        await tasks.join()
        const done = await results.size()
        await tasks.close()
        const tooMany = await failureText(() => tasks.taskDone())
        // Closed with nothing done: what it held still counts.
        const left = new mp.JoinableQueue()
        await left.put('work')
        await left.close()
        let isJoined = false
        const joining = left.join().then(() => (isJoined = true))
        await left.get()
        const before = isJoined
        await left.taskDone()
        await joining
        return { done, tooMany, before, isQueue: tasks instanceof Queue, maxSize: tasks.maxSize }
      }`)
    expect(end.error).toBeNull()
    expect(end.result).toEqual({
      done: 60,
      tooMany: 'MisuseError: taskDone() was called more often than items were put into JoinableQueue-1.',
      before: false,
      isQueue: true,
      maxSize: 3,
    })
    expect(snapshot.channels).toMatchObject([
      { kind: 'joinable-queue', name: 'JoinableQueue-1', puts: 60, maxDepth: 3 },
      { kind: 'queue', name: 'Queue-1' },
      { kind: 'joinable-queue', name: 'JoinableQueue-2', puts: 1, gets: 1 },
    ])
  })

  it('a join that nobody awaits does not keep its process', async () => {
    const { end } = await run(`
      export async function leave(tasks) { await tasks.put('never done'); tasks.join() }
      export async function main() {
        const p = new Process({ target: leave, args: [new mp.JoinableQueue()] })
        await p.start()
        await p.join()
        return p.exitCode
      }`)
    expect(end.result).toBe(0)
  })

  it('a simple queue gives, in order, what processes put, until it is closed and drained', async () => {
    const { end, snapshot } = await run(`
      export async function produce(q, answers) {
        if (!(q instanceof mp.SimpleQueue)) throw new Error('not itself')
        for (let n = 0; n < 100; n++) q.put(n)
        await answers.put(q)
        await q.close()
      }
      export async function main() {
        const q = new mp.SimpleQueue(), answers = new mp.SimpleQueue()
        const empty = [await q.isEmpty()]
        const p = new Process({ target: produce, args: [q, answers] })
        await p.start()
        const same = await answers.get(), got = []
        await p.join()
        empty.push(await same.isEmpty())
        try { for (;;) got.push(await same.get()) } catch (error) { got.push(error.name) }
        return { empty, isInOrder: got.slice(0, 100).every((n, index) => n === index), end: got.slice(100), late: await failure(() => q.put(1)), again: await failure(() => q.close()) }
      }`)
    expect(end.error).toBeNull()
    expect(end.result).toEqual({
      empty: [true, false],
      isInOrder: true,
      end: ['QueueClosedError'],
      late: 'QueueClosedError',
      again: 'none',
    })
    expect(snapshot.channels).toMatchObject([
      { kind: 'simple-queue', name: 'SimpleQueue-1', puts: 100, gets: 100 },
      { kind: 'simple-queue', name: 'SimpleQueue-2', puts: 1, gets: 1 },
    ])
  })
})
