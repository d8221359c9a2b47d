import { describe, expect, it } from 'vitest'
import { factsOf, startMethods } from '../support/engineRun.ts'
import { poolPrelude } from '../support/poolPrelude.ts'

/** What a program can rely on of `imap` and `imapUnordered`. */
describe.each(startMethods)('Pool.imap by %s', (startMethod) => {
  const facts = <T = unknown>(main: string, more = ''): Promise<T> =>
    factsOf<T>(`${poolPrelude}${more}\nexport async function main() {${main}}`, { startMethod })

  it('gives results in input order, imapUnordered as they arrive', async () => {
    const told = await facts<{ ordered: number[]; chunked: number[]; arrived: string[] }>(
      `
      await using pool = new Pool(2)
      const ordered = [], chunked = [], arrived = []
      for await (const n of pool.imap(slowFirst, range(12))) ordered.push(n)
      for await (const n of pool.imap(slowFirst, range(13), { chunkSize: 4 })) chunked.push(n)
      const gate = new Queue()
      for await (const name of pool.imapUnordered(gated, [['waits', gate], ['goes', null]])) {
        arrived.push(name)
        if (name === 'goes') await gate.put('open')
      }
      return { ordered, chunked, arrived }`,
      `
      export async function slowFirst(n) { if (n === 0) await sleep(30); return n }
      export async function gated([name, gate]) { if (gate) await gate.get(); return name }`,
    )
    expect(told.ordered).toEqual(Array.from({ length: 12 }, (_, index) => index))
    expect(told.chunked).toEqual(Array.from({ length: 13 }, (_, index) => index))
    expect(told.arrived).toEqual(['goes', 'waits'])
  })

  it('next(timeoutMs) throws TimeoutError when nothing comes in time, and the task goes on', async () => {
    const told = await facts(
      `
      await using pool = new Pool(1)
      const gate = new Queue()
      const results = pool.imap(gated, [gate])
      const told = [await failure(() => results.next(20)), await failure(() => results.next(0)), await failure(() => results.next('soon'))]
      await gate.put('at last')
      told.push(await results.next(60_000), await results.next(60_000), await results.next())
      return told`,
      `export async function gated(gate) { return gate.get() }`,
    )
    expect(told).toEqual([
      'TimeoutError',
      'TimeoutError',
      'MisuseError',
      { done: false, value: 'at last' },
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
  })

  it("throws an item's error at that item, after which the iteration goes on", async () => {
    const told = await facts<Record<string, unknown>>(
      `
      await using pool = new Pool(2)
      async function all(results) {
        const told = []
        for (;;) {
          try {
            const { done, value } = await results.next()
            if (done) return told
            told.push(value)
          } catch (error) { told.push(error.name) }
        }
      }
      return {
        ordered: await all(pool.imap(failSome, range(7))),
        chunked: await all(pool.imap(failSome, [1, 2, 3, 4, 5, 7, 8], { chunkSize: 2 })),
        unordered: (await all(pool.imapUnordered(failSome, range(7)))).sort(),
        unsendable: await all(pool.imap(same, [1, () => {}, 2])),
        unreturnable: await all(pool.imap(functions, [0, 1, 0])),
      }`,
      `export function functions(n) { return n ? () => {} : n }`,
    )
    const bad = 'RangeError'
    expect(told).toEqual({
      ordered: [bad, 1, 2, bad, 4, 5, bad],
      // A chunk's items stand and fall together.
      chunked: [1, 2, bad, bad, 5, 7, 8],
      unordered: [1, 2, 4, 5, bad, bad, bad],
      unsendable: [1, 'SerializationError', 2],
      unreturnable: [0, 'SerializationError', 0],
    })
  })

  it('delivers what an input gave before it threw, then its error', async () => {
    const told = await facts<Record<string, unknown>>(`
      await using pool = new Pool(2)
      function* broken() { yield 1; yield 2; yield 3; throw new TypeError('input') }
      async function* brokenLater() { yield 1; await turn(); throw new TypeError('input') }
      async function all(results) {
        const told = []
        try { for await (const value of results) told.push(value) } catch (error) { told.push(error.name) }
        return [...told, await results.next()]
      }
      return {
        one: await all(pool.imap(square, broken())), chunks: await all(pool.imap(square, broken(), { chunkSize: 2 })),
        unordered: (await all(pool.imapUnordered(square, broken()))).length, later: await all(pool.imap(square, brokenLater())),
        map: [await failure(() => pool.map(square, broken())), await failure(() => pool.map(square, brokenLater()))],
        after: await pool.map(square, [2]),
      }`)
    const end = { done: true, value: undefined }
    expect(told).toEqual({
      one: [1, 4, 9, 'TypeError', end],
      chunks: [1, 4, 9, 'TypeError', end],
      unordered: expect.any(Number),
      later: [1, 'TypeError', end],
      map: ['TypeError', 'TypeError'],
      after: [4],
    })
  })

  it('reads an endless input no further ahead than its buffer, however slow the consumer', async () => {
    const told = await facts<{ ahead: number[]; grownMiB: number; results: number }>(
      `
      await using pool = new Pool(2)
      let read = 0
      function* endless() { for (;;) yield Buffer.alloc(64 * 1024, read++ % 256) }
      const ahead = []
      let results = 0
      await pool.map(firstByte, [[1], [2]], { chunkSize: 1 })
      const before = process.memoryUsage.rss()
      for await (const first of pool.imap(firstByte, endless(), { bufferSize: 10 })) {
        if (first !== results++ % 256) throw new Error('wrong order')
        if (results <= 30) await sleep(2)
        ahead.push(read - results)
        if (results === 1_500) break
      }
      const at = read
      for (let count = 0; count < 20; count++) await turn()
      return { ahead: [Math.max(...ahead), read - at], grownMiB: (process.memoryUsage.rss() - before) / 2 ** 20, results }`,
      `export function firstByte(bytes) { return bytes[0] }`,
    )
    expect(told.results).toBe(1_500)
    // The item that is being taken makes room for one more.
    expect(told.ahead[0]).toBeLessThanOrEqual(10)
    expect(told.ahead[1]).toBe(0)
    // 94 MiB went through. The heaps of threads are in one process, and each is collected in its own time.
    expect(told.grownMiB).toBeLessThan(startMethod === 'thread' ? 3 * 60 : 60)
  })

  it('has a default buffer, and refuses what is no size of one', async () => {
    const told = await facts<{ read: number; refused: string[] }>(`
      await using pool = new Pool(2)
      let read = 0
      function* endless() { for (;;) yield read++ }
      const results = pool.imap(same, endless())
      await results.next()
      for (let count = 0; count < 20; count++) await turn()
      await results.return()
      const refused = []
      for (const options of [{ bufferSize: 0 }, { bufferSize: 1.5 }, { chunkSize: 0 }]) refused.push(await failure(() => pool.imap(same, [1], options)))
      refused.push(await failure(() => pool.imap(same, 5)), await failure(() => pool.imap((n) => n, [1])))
      return { read, refused }`)
    expect(told.read).toBeLessThanOrEqual(33)
    expect(told.refused).toEqual([
      'MisuseError',
      'MisuseError',
      'MisuseError',
      'MisuseError',
      'NotExportedError',
    ])
  })

  it('left early, it cancels what has not begun, closes its input and keeps the pool usable', async () => {
    const told = await facts<{ isClosed: boolean; ran: number; after: number[]; next: unknown }>(
      `
      await using pool = new Pool(1)
      const ran = new Queue()
      let isClosed = false
      function* input() { try { for (;;) yield ran } finally { isClosed = true } }
      const results = pool.imap(note, input(), { bufferSize: 200 })
      for await (const _ of results) break
      const after = await pool.map(square, [1, 2])
      return { isClosed, ran: await ran.size(), after, next: await results.next() }`,
      `export async function note(ran) { await ran.put(1); await sleep(2) }`,
    )
    expect(told).toMatchObject({ isClosed: true, after: [1, 4], next: { done: true } })
    expect(told.ran).toBeLessThan(100)
  })

  it('serves several consumers of one iterator, and several iterators at once', async () => {
    const told = await facts<{ shared: number[]; sums: number[] }>(`
      await using pool = new Pool(2)
      const results = pool.imap(later, range(40))
      const drain = async () => { const taken = []; for await (const value of results) taken.push(value); return taken }
      const shared = (await Promise.all([drain(), drain(), drain()])).flat().sort((a, b) => a - b)
      const sum = async (n) => { let total = 0; for await (const value of pool.imap(same, range(n))) total += value; return total }
      return { shared, sums: await Promise.all([sum(10), sum(20), sum(30)]) }`)
    expect(told.shared).toEqual(Array.from({ length: 40 }, (_, index) => index))
    expect(told.sums).toEqual([45, 190, 435])
  })

  it('an input may close the connections that it has yielded', async () => {
    const told = await facts(
      `
      await using pool = new Pool(1)
      const [a, b] = Pipe()
      const answer = a.recv()
      async function* input() { yield b; await b.close() }
      const results = []
      for await (const result of pool.imap(use, input())) results.push(result)
      return { answer: await answer, results, closed: b.closed }`,
      `export async function use(connection) { await connection.send('from the worker'); return 'used' }`,
    )
    expect(told).toEqual({ answer: 'from the worker', results: ['used'], closed: true })
  })
})
