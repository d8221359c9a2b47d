import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** Who gets what from queues of every kind, when several wait, when times run out and when processes end. */
describe.each(startMethods)('Waiting for queues by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${prelude}
    const { JoinableQueue, SimpleQueue } = mp
    export async function echo(from, to) { for (;;) { const item = await from.get(); await to.put(item); if (item === 'end') return } }
    export async function finish(tasks, told) { for await (const item of tasks) { await told?.put(item); await tasks.taskDone() } }
    export async function takeAndHold(tasks, told) { await told.put(await tasks.get()); await sleep(600_000) }
    export async function closeIt(q) { await q.close() }
    export async function fill(q, count) { for (let n = 0; n < count; n++) await q.put(n) }
    export async function kinds(told, ...queues) {
      await told.put(queues.map((q) => [q instanceof Queue, q instanceof JoinableQueue, q instanceof SimpleQueue, q.maxSize ?? 'none', q.constructor.name]))
    }
    const start = async (target, ...args) => { const p = new Process({ target, args }); await p.start(); return p }
    const turns = async () => { for (let n = 0; n < 5; n++) await sleep(0) }`,
  )

  describe('Queue', () => {
    it(
      'serves those who wait in the order in which they came, also where a time-out has taken one away',
      `const q = new Queue(), order = []
       const wait = (name, options) => q.get(options).then((item) => order.push(name + item), (error) => order.push(name + error.name))
       const waits = [wait('a'), wait('b', { timeoutMs: 5 }), wait('c'), wait('d', { timeoutMs: 60_000 })]
       await waits[1]
       for (const n of [1, 2, 3]) await q.put(n)
       await Promise.all(waits)
       return [order, await q.size()]`,
      [['bQueueEmptyError', 'a1', 'c2', 'd3'], 0],
    )

    it(
      'takes the items of those who wait for room in their order, and of one whose time is over never',
      `const q = new Queue(1)
       await q.put('first')
       const puts = [q.put('second'), failure(() => q.put('late', { timeoutMs: 5 })), q.put('third')]
       const late = await puts[1], got = []
       for (let n = 0; n < 3; n++) got.push(await q.get())
       await Promise.all(puts)
       return [late, got, await failure(() => q.getNowait())]`,
      ['QueueFullError', ['first', 'second', 'third'], 'QueueEmptyError'],
    )

    it(
      'loses nothing to a get whose time is over',
      `const q = new Queue()
       const late = await failure(() => q.get({ timeoutMs: 5 }))
       await q.put('kept')
       return [late, await q.size(), await q.getNowait()]`,
      ['QueueEmptyError', 1, 'kept'],
    )

    it(
      'is not empty when a put was acknowledged, in whichever process',
      `const q = new Queue(), p = await start(fill, q, 3)
       await p.join()
       const told = [await q.isEmpty(), await q.size()]
       await q.put('one more')
       return [...told, await q.size(), await q.getNowait()]`,
      [false, 3, 4, 0],
    )

    it(
      'with a time-out gives an item that comes in time from another process',
      `const q = new Queue(), back = new Queue(), p = await start(echo, q, back)
       const waiting = back.get({ timeoutMs: 60_000 })
       await q.put('there')
       const told = [await waiting]
       await q.put('end')
       await p.join()
       return [...told, await back.get({ timeoutMs: 60_000 }), p.exitCode]`,
      ['there', 'end', 0],
    )

    it(
      'ends the loops of all when any process closes it',
      `const q = new Queue(), told = []
       const loop = async (name) => { for await (const item of q) told.push(name + item); told.push(name + 'end') }
       const loops = [loop('a'), loop('b')]
       const p = await start(closeIt, q)
       await Promise.all(loops)
       await p.join()
       return told.sort()`,
      ['aend', 'bend'],
    )

    it(
      'has errors that a program can tell apart: by class, by name, by code',
      `const q = new Queue(1)
       const errors = []
       const note = (error) => errors.push([error instanceof mp.MultiprocessingError, error.constructor === mp[error.name], error.name, error.code])
       await q.getNowait().catch(note)
       await q.put(1)
       await q.putNowait(2).catch(note)
       await q.close()
       await q.put(3).catch(note)
       return errors`,
      [
        [true, true, 'QueueEmptyError', 'queue-empty'],
        [true, true, 'QueueFullError', 'queue-full'],
        [true, true, 'QueueClosedError', 'queue-closed'],
      ],
    )

    it(
      'carries a large item whole',
      `const q = new Queue(), item = { bytes: new Uint8Array(20_000_000).fill(7), text: 'ü'.repeat(1_000_000) }
       await q.put(item)
       const { bytes, text } = await q.get()
       return [bytes.length, bytes.every((byte) => byte === 7), text === item.text]`,
      [20_000_000, true, true],
    )

    it(
      'has a bound of one item and more, none for zero and less',
      `const told = []
       for (const size of [1, 2, 0, -1]) {
         const q = new Queue(size)
         let count = 0
         while (count < 5 && await failure(() => q.putNowait(count)) === 'none') count++
         told.push([count, await q.isFull(), q.maxSize])
       }
       return told`,
      [
        [1, true, 1],
        [2, true, 2],
        [5, false, 0],
        [5, false, 0],
      ],
    )
  })

  describe('JoinableQueue', () => {
    it(
      'is joined at once while nothing was put, and again after more work was done',
      `const tasks = new JoinableQueue(), told = []
       await tasks.join()
       for (const round of [1, 2]) {
         await tasks.put(round)
         let isJoined = false
         const join = tasks.join().then(() => (isJoined = true))
         await tasks.get()
         told.push(isJoined)
         await tasks.taskDone()
         await join
       }
       return told`,
      [false, false],
    )

    it(
      'tells all who join it, and counts what is done in other processes',
      `const tasks = new JoinableQueue(), told = new Queue()
       const p = await start(finish, tasks, told)
       for (const n of [1, 2, 3]) await tasks.put(n)
       await Promise.all([tasks.join(), tasks.join(), tasks.join()])
       const size = await told.size()
       await tasks.close()
       await p.join()
       return [size, p.exitCode]`,
      [3, 0],
    )

    it(
      'counts no put that was refused or came too late',
      `const tasks = new JoinableQueue(1)
       await tasks.put('work')
       const told = [await failure(() => tasks.putNowait('no room')), await failure(() => tasks.put('too late', { timeoutMs: 5 })), await failure(() => tasks.put(() => {}))]
       await tasks.get()
       await tasks.taskDone()
       await tasks.join()
       return [...told, await failure(() => tasks.taskDone())]`,
      ['QueueFullError', 'QueueFullError', 'SerializationError', 'MisuseError'],
    )

    it(
      'has nothing to be done before anything was put',
      `return failureText(() => new JoinableQueue().taskDone())`,
      expect.stringMatching(/^MisuseError: taskDone\(\) was called more often than items were put/),
    )

    it(
      'lets anybody say that work is done, also for one who died over it',
      `const tasks = new JoinableQueue(), told = new Queue()
       await tasks.put('deadly')
       const p = await start(takeAndHold, tasks, told)
       await told.get()
       await p.kill()
       await p.join()
       let isJoined = false
       const join = tasks.join().then(() => (isJoined = true))
       await turns()
       const before = isJoined
       await tasks.taskDone()
       await join
       return [before, isJoined]`,
      [false, true],
    )

    it(
      'is a Queue with all of its ways',
      `const tasks = new JoinableQueue(2)
       await tasks.put(1)
       await tasks.putNowait(2)
       const told = [await failure(() => tasks.putNowait(3)), await tasks.isFull(), await tasks.getNowait(), await tasks.get({ timeoutMs: 5 }), await failure(() => tasks.getNowait()), await failure(() => tasks.get({ timeoutMs: 5 }))]
       return [...told, tasks instanceof Queue, tasks.maxSize]`,
      ['QueueFullError', true, 1, 2, 'QueueEmptyError', 'QueueEmptyError', true, 2],
    )
  })

  describe('SimpleQueue', () => {
    it(
      'is first in, first out, and tells whether it is empty',
      `const q = new SimpleQueue(), told = [await q.isEmpty()]
       q.put(1)
       q.put(2)
       await q.put(undefined)
       told.push(await q.isEmpty(), await q.get(), await q.get(), await q.get(), await q.isEmpty())
       return told`,
      [true, false, 1, 2, undefined, true],
    )

    it(
      'makes a get wait for an item of another process',
      `const q = new SimpleQueue(), back = new SimpleQueue(), waiting = back.get()
       const p = await start(echo, q, back)
       await q.put({ text: 'there' })
       const told = await waiting
       await q.put('end')
       await p.join()
       return [told, await back.get()]`,
      [{ text: 'there' }, 'end'],
    )

    it(
      'refuses what cannot be sent, and goes on',
      `const q = new SimpleQueue()
       const told = await failure(() => q.put({ deep: [() => {}] }))
       await q.put('fine')
       return [told, await q.get(), await q.isEmpty()]`,
      ['SerializationError', 'fine', true],
    )

    it(
      'once closed gives what is left, and ends every wait',
      `const q = new SimpleQueue(), other = new SimpleQueue(), waiting = failure(() => other.get())
       await q.put('left')
       await q.close()
       await other.close()
       return [await failure(() => q.put('late')), await q.get(), await failure(() => q.get()), await waiting]`,
      ['QueueClosedError', 'left', 'QueueClosedError', 'QueueClosedError'],
    )

    it(
      'has the few operations of a simple queue and no others',
      `const q = new SimpleQueue()
       return ['putNowait', 'getNowait', 'size', 'isFull', 'join', 'taskDone'].filter((name) => name in q)`,
      [],
    )
  })

  it(
    'a queue of any kind is of the same kind in another process',
    `const told = new Queue(), p = await start(kinds, told, new Queue(3), new JoinableQueue(), new SimpleQueue())
     await p.join()
     return told.get()`,
    [
      [true, false, false, 3, 'Queue'],
      [true, true, false, 0, 'JoinableQueue'],
      [false, false, true, 'none', 'SimpleQueue'],
    ],
  )
})
