import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, startMethods, type EngineRunOptions } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What a program can rely on of `Queue`, whatever starts its processes. */
describe.each(startMethods)('Queue between processes by %s', (startMethod) => {
  const facts = <T = unknown>(program: string, params: Record<string, unknown> = {}): Promise<T> =>
    factsOf<T>(prelude + program, { startMethod, params })
  const run = (program: string, options: EngineRunOptions = {}): ReturnType<typeof engineRun> =>
    engineRun(prelude + program, { startMethod, ...options })

  it('is exact about its size, and says at once, or after the time-out, that it is full or empty', async () => {
    const told = await facts(`
      export async function main() {
        const q = new Queue(2), unbounded = new Queue(), negative = new Queue(-3)
        const state = async () => [await q.size(), await q.isEmpty(), await q.isFull()]
        const states = [await state()]
        const empty = [await failureText(() => q.getNowait()), await failure(() => q.get({ timeoutMs: 0 })), await failure(() => q.get({ timeoutMs: -1 }))]
        const before = performance.now()
        empty.push(await failure(() => q.get({ timeoutMs: 60 })))
        const waitedMs = performance.now() - before
        await q.put('a')
        states.push(await state())
        await q.putNowait('b')
        states.push(await state())
        const full = [await failureText(() => q.putNowait('c')), await failure(() => q.put('c', { timeoutMs: 0 })), await failure(() => q.put('c', { timeoutMs: 30 }))]
        const got = [await q.get({ timeoutMs: 1000 }), await q.getNowait()]
        states.push(await state())
        for (let n = 0; n < 100; n++) unbounded.put(n)
        return {
          states, empty, full, got, hasWaited: waitedMs >= 59,
          unbounded: [unbounded.maxSize, await unbounded.size(), await unbounded.isFull()], negative: negative.maxSize, bounded: q.maxSize,
          misuse: [await failure(() => q.get({ timeoutMs: NaN })), await failure(() => q.put(1, { timeoutMs: '5' })), await failure(() => new Queue(1.5)), await failure(() => new Queue('2'))],
        }
      }`)
    expect(told).toEqual({
      states: [
        [0, true, false],
        [1, false, false],
        [2, false, true],
        [0, true, false],
      ],
      empty: ['QueueEmptyError: Queue-1 is empty.', 'QueueEmptyError', 'QueueEmptyError', 'QueueEmptyError'],
      full: ['QueueFullError: Queue-1 is full (2 items).', 'QueueFullError', 'QueueFullError'],
      got: ['a', 'b'],
      hasWaited: true,
      unbounded: [0, 100, false],
      negative: 0,
      bounded: 2,
      misuse: ['MisuseError', 'MisuseError', 'MisuseError', 'MisuseError'],
    })
  })

  it('makes a put wait for room and a get for an item, in another process too', async () => {
    const { end, snapshot } = await run(`
      export async function produce(q) {
        for (let n = 0; n < 5; n++) await q.put(n)
        await q.put('last')
      }
      export async function main() {
        const q = new Queue(1)
        const p = new Process({ target: produce, args: [q], name: 'producer' })
        const first = q.get()
        await p.start()
        const got = [await first]
        const sizes = [await q.size()]
        while (got.at(-1) !== 'last') { got.push(await q.get()); sizes.push(await q.size()) }
        await p.join()
        return { got, isBounded: sizes.every((size) => size <= 1) }
      }`)
    expect(end.result).toEqual({ got: [0, 1, 2, 3, 4, 'last'], isBounded: true })
    expect(snapshot.channels).toMatchObject([
      { kind: 'queue', name: 'Queue-1', puts: 6, gets: 6, depth: 0, maxDepth: 1 },
    ])
  })

  it('shows who waits for it: a put without room, a get without an item', async () => {
    const program = `
      export async function produce(q) { await q.put(1); await q.put(2) }
      export async function main() {
        const q = new Queue(1), p = new Process({ target: produce, args: [q], name: 'producer' })
        await p.start()
        return new Queue().get()
      }`
    const waits = new Map<string, string>()
    await run(program, {
      onMessage: (message, session) => {
        if (message.type !== 'snapshot') return
        for (const { name, waits: own } of message.snapshot.processes)
          for (const { label } of own) waits.set(name, label)
        if (waits.get('producer')?.startsWith('put') && waits.get('MainProcess')?.startsWith('get'))
          session.handle({ type: 'stop', because: 'user', graceMs: 0 })
      },
    })
    expect(Object.fromEntries(waits)).toEqual({ producer: 'put on Queue-1', MainProcess: 'get on Queue-2' })
  })

  it('keeps the order of each producer and gives every item to exactly one consumer', async () => {
    const { end, snapshot } = await run(`
      export async function produce(q, name, count) {
        // Bursts and single puts, awaited and not.
        for (let n = 0; n < count; n++) { const done = q.put([name, n]); if (n % 7 === 0) await done }
      }
      export async function consume(q, results, how) {
        const taken = []
        if (how === 'iterate') for await (const item of q) taken.push(item)
        else try { for (;;) taken.push(await q.get()) } catch (error) { if (!(error instanceof mp.QueueClosedError)) throw error }
        await results.put(taken)
      }
      export async function main() {
        const q = new Queue(50), results = new Queue(), count = 2_000
        const producers = ['a', 'b'].map((name) => new Process({ target: produce, args: [q, name, count] }))
        const consumers = ['iterate', 'get', 'iterate'].map((how) => new Process({ target: consume, args: [q, results, how] }))
        for (const p of [...consumers, ...producers]) await p.start()
        for (const p of producers) await p.join()
        await q.close()
        for (const p of consumers) await p.join()
        const taken = [await results.get(), await results.get(), await results.get()]
        const isOrdered = taken.every((items) => ['a', 'b'].every((name) => {
          const own = items.filter(([from]) => from === name).map(([, n]) => n)
          return own.every((n, index) => index === 0 || own[index - 1] < n)
        }))
        return { isOrdered, distinct: new Set(taken.flat().map(String)).size, total: taken.flat().length, failed: await failure(() => q.get()) }
      }`)
    expect(end.result).toEqual({ isOrdered: true, distinct: 4_000, total: 4_000, failed: 'QueueClosedError' })
    expect(snapshot.channels[0]).toMatchObject({ puts: 4_000, gets: 4_000, depth: 0 })
    expect(snapshot.channels[0]?.maxDepth).toBeLessThanOrEqual(50)
  })

  it('copies items when put is called', async () => {
    const told = await facts(`
      export async function main() {
        const q = new Queue()
        const item = { list: [1], self: null }
        item.self = item
        const bytes = Uint8Array.of(1, 2)
        const done = [q.put(item), q.put(bytes), q.put(undefined), q.put(null), q.put(-0), q.put(new Map([[1, new Set([2n])]])), q.put(new RangeError('r'))]
        item.list.push(2)
        bytes[0] = 9
        await Promise.all(done)
        const copy = await q.get()
        const got = [copy.list, copy.self === copy, [...await q.get()], await q.get(), await q.get(), Object.is(await q.get(), -0)]
        const map = await q.get(), error = await q.get()
        return [...got, map.get(1).has(2n), error instanceof RangeError, error.message]
      }`)
    expect(told).toEqual([[1], true, [1, 2], undefined, null, true, true, true, 'r'])
  })

  it('refuses what cannot be sent, naming where it is; nothing else is lost by that', async () => {
    const told = await facts<{ errors: string[]; size: number; got: unknown }>(`
      export async function main() {
        const q = new Queue()
        const errors = []
        for (const item of [() => {}, { a: { b: [1, () => {}] } }, new Map([['k', Symbol('s')]]), { when: Promise.resolve() }, new WeakMap()]) {
          await q.put('good')
          errors.push(await failureText(() => q.put(item)))
        }
        return { errors, size: await q.size(), got: await q.get() }
      }`)
    expect(told.errors).toEqual([
      expect.stringMatching(/^SerializationError: Cannot send a function as item/),
      expect.stringMatching(/^SerializationError: Cannot send a function: it is at item\.a\.b\[1\]/),
      expect.stringMatching(/^SerializationError: Cannot send a symbol: it is at item.*k/),
      expect.stringMatching(/^SerializationError: Cannot send a Promise: it is at item\.when/),
      expect.stringMatching(/^SerializationError: Cannot send a WeakMap as item/),
    ])
    expect(told).toMatchObject({ size: 5, got: 'good' })
  })

  it('once closed takes nothing more, gives what is left, and ends every wait', async () => {
    const told = await facts(`
      export async function waitingGet(q, answers) { await answers.put('ready'); await answers.put(await failureText(() => q.get())) }
      export async function waitingPut(q, answers) { await answers.put('ready'); await answers.put(await failureText(() => q.put('no'))) }
      export async function iterate(q, answers) { const all = []; for await (const item of q) all.push(item); await answers.put(all) }
      export async function main() {
        const empty = new Queue(), full = new Queue(1), answers = new Queue()
        await full.put('left')
        for (const [target, q] of [[waitingGet, empty], [waitingPut, full]]) {
          await new Process({ target, args: [q, answers] }).start()
          await answers.get()
        }
        await sleep(30)
        await empty.close()
        await empty.close()
        await full.close()
        const ends = [await answers.get(), await answers.get()].sort()
        const late = [await failure(() => empty.put(1)), await failure(() => empty.getNowait()), await failure(() => empty.get({ timeoutMs: 1000 })), await failure(() => full.putNowait(1))]
        const rest = [await full.size(), await full.get(), await failure(() => full.get())]
        const some = new Queue()
        for (const n of [1, 2, 3]) some.put(n)
        await some.close()
        await new Process({ target: iterate, args: [some, answers] }).start()
        return { ends, late, rest, iterated: await answers.get() }
      }`)
    expect(told).toEqual({
      ends: [
        'QueueClosedError: Queue-1 is closed and drained.',
        'QueueClosedError: Queue-2 was closed while put waited.',
      ],
      late: ['QueueClosedError', 'QueueClosedError', 'QueueClosedError', 'QueueClosedError'],
      rest: [1, 'left', 'QueueClosedError'],
      iterated: [1, 2, 3],
    })
  })

  describe('iteration', () => {
    it('that is left early loses nothing, and does not wait for more', async () => {
      const told = await facts(`
        export async function main() {
          const q = new Queue()
          const count = 3_000
          for (let n = 0; n < count; n++) q.put(n)
          let next = 0
          const outOfOrder = []
          const take = (n) => { if (n !== next) outOfOrder.push([n, next]); next++ }
          // Left again and again, with ever more of it, so that every state of the loan is met.
          for (let most = 1; next < count / 2; most++) {
            let taken = 0
            for await (const n of q) { take(n); if (++taken === most) break }
          }
          const isExact = await q.size() === count - next
          const thrown = await failure(async () => { for await (const n of q) { take(n); throw new TypeError('mine') } })
          take(await q.get())
          for await (const n of q) { take(n); if (next === count) break }
          const state = [await q.size(), await failure(() => q.getNowait())]
          // Nothing is left, and something was asked for ahead: leaving must not wait for it.
          await q.put('late')
          const late = await q.get()
          return { outOfOrder, isExact, thrown, next, state, late }
        }`)
      expect(told).toEqual({
        outOfOrder: [],
        isExact: true,
        thrown: 'TypeError',
        next: 3_000,
        state: [0, 'QueueEmptyError'],
        late: 'late',
      })
    })

    it('by one that is killed or ends loses nothing that it was not handed', async () => {
      const told = await facts(`
        export async function consume(q, taken, how) {
          let n = 0
          for await (const item of q) {
            // Acknowledged before the next is taken: what it was handed is known.
            taken.put(item)
            if (++n < 400) continue
            await taken.put('done')
            if (how === 'return') return
            if (how === 'exit') process.exit(0)
            await sleep(60_000)
          }
        }
        export async function main() {
          const q = new Queue(), count = 5_000
          for (let n = 0; n < count; n++) q.put(n)
          const all = []
          const lost = []
          for (const how of ['return', 'exit', 'kill']) {
            const taken = new Queue(), p = new Process({ target: consume, args: [q, taken, how] })
            await p.start()
            for (let item; (item = await taken.get()) !== 'done'; ) all.push(item)
            if (how === 'kill') await p.kill()
            await p.join()
            // What it was not handed is there again, and in order.
            lost.push(count - all.length - await q.size())
          }
          await q.close()
          for await (const item of q) all.push(item)
          return { lost, isWhole: all.every((item, index) => item === index), total: all.length }
        }`)
      expect(told).toEqual({ lost: [0, 0, 0], isWhole: true, total: 5_000 })
    })

    it('hoards nothing that others could work on', async () => {
      const told = await facts<{ ms: number; shares: number[] }>(`
        export async function work(q, results) {
          let taken = 0
          for await (const n of q) { taken++; await sleep(10) }
          await results.put(taken)
        }
        export async function main() {
          const q = new Queue(), results = new Queue()
          const workers = [0, 1, 2, 3].map(() => new Process({ target: work, args: [q, results] }))
          for (const p of workers) await p.start()
          for (let n = 0; n < 80; n++) q.put(n)
          await q.close()
          for (const p of workers) await p.join()
          const shares = []
          for (const _ of workers) shares.push(await results.get())
          return { shares }
        }`)
      expect(told.shares.reduce((sum, share) => sum + share)).toBe(80)
      expect(Math.max(...told.shares)).toBeLessThan(60)
    })

    it('goes on twice over the same queue, and by hand', async () => {
      const told = await facts(`
        export async function main() {
          const q = new Queue()
          for (let n = 0; n < 100; n++) q.put(n)
          const taken = []
          const some = async (many) => { for await (const n of q) { taken.push(n); if (--many === 0) break; await sleep(0) } }
          await Promise.all([some(20), some(20), some(20)])
          const iterator = q[Symbol.asyncIterator]()
          const several = await Promise.all([iterator.next(), iterator.next(), iterator.next()])
          taken.push(...several.map(({ value }) => value))
          await iterator.return()
          const after = await iterator.next()
          await q.close()
          for await (const n of q) taken.push(n)
          return { distinct: new Set(taken).size, total: taken.length, after }
        }`)
      expect(told).toEqual({ distinct: 100, total: 100, after: { done: true } })
    })
  })

  it('travels through arguments, fields and other queues, and is the same queue there', async () => {
    const told = await facts(`
      export async function serve(requests) {
        for await (const { reply, n } of requests) await reply.put([n * n, reply.maxSize])
      }
      export async function main() {
        const requests = new Queue(), reply = new Queue(5)
        const p = new Process({ target: serve, args: [requests] })
        await p.start()
        await requests.put({ reply, n: 7, nested: [new Map([['again', reply]])] })
        const answer = await reply.get()
        // A queue inside itself.
        await reply.put({ reply })
        const { reply: same } = await reply.get()
        await same.put('to itself')
        const own = await reply.get()
        await requests.close()
        await p.join()
        return { answer, own, exitCode: p.exitCode }
      }`)
    expect(told).toEqual({ answer: [49, 5], own: 'to itself', exitCode: 0 })
  })

  it('keeps what was acknowledged when its producer is killed, and forgets what a dead process waited for', async () => {
    const told = await facts(`
      export async function produce(q, ready) {
        for (let n = 0; n < 1_000; n++) await q.put(n)
        await ready.put('acknowledged')
        await sleep(60_000)
      }
      export async function waitForIt(q, ready) { await ready.put('waits'); await q.get() }
      export async function waitToPut(q, ready) { await ready.put('waits'); await q.put('of the dead') }
      export async function main() {
        const q = new Queue(), ready = new Queue(), full = new Queue(1)
        const producer = new Process({ target: produce, args: [q, ready] })
        await producer.start()
        await ready.get()
        await producer.kill()
        await producer.join()
        let sum = 0
        for (let n = 0; n < 1_000; n++) sum += await q.getNowait()
        await full.put('first')
        for (const [target, queue] of [[waitForIt, q], [waitToPut, full]]) {
          const p = new Process({ target, args: [queue, ready] })
          await p.start()
          await ready.get()
          await sleep(30)
          await p.kill()
          await p.join()
        }
        await q.put('for the living')
        return { sum, got: await q.getNowait(), full: [await full.get(), await failure(() => full.getNowait())] }
      }`)
    expect(told).toEqual({ sum: 499_500, got: 'for the living', full: ['first', 'QueueEmptyError'] })
  })
})
