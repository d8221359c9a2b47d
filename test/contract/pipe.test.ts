import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What a program can rely on of `Pipe` and its connections, whatever starts its processes. */
describe.each(startMethods)('Pipe between processes by %s', (startMethod) => {
  const facts = <T = unknown>(program: string): Promise<T> => factsOf<T>(prelude + program, { startMethod })

  it('keeps the boundaries of messages, in both directions; empty ones are real', async () => {
    const told = await facts(`
      export async function echo(connection) {
        for await (const message of connection) await connection.send(message)
      }
      export async function main() {
        const [a, b] = Pipe()
        const p = new Process({ target: echo, args: [b] })
        await p.start()
        await b.close()
        const messages = ['', 'text', undefined, null, 0, [], { a: [1] }, new Map([[1, 2]]), 10n]
        const echoed = []
        for (const message of messages) { await a.send(message); echoed.push(await a.recv()) }
        for (const message of messages) a.send(message)
        const burst = []
        for (const _ of messages) burst.push(await a.recv())
        await a.sendBytes(new Uint8Array(0))
        const none = await a.recvBytes()
        await a.close()
        await p.join()
        const shown = (list) => list.map((item) => item instanceof Map ? ['Map', ...item] : typeof item === 'bigint' ? String(item) : item ?? String(item))
        return { echoed: shown(echoed), burst: shown(burst), none: none.byteLength, exitCode: p.exitCode, ends: [a.readable, a.writable, a.closed] }
      }`)
    const shown = ['', 'text', 'undefined', 'null', 0, [], { a: [1] }, ['Map', [1, 2]], '10']
    expect(told).toEqual({ echoed: shown, burst: shown, none: 0, exitCode: 0, ends: [true, true, true] })
  })

  it('one way: the first end reads, the second writes, the wrong direction is an error', async () => {
    const told = await facts(`
      export async function main() {
        const [reader, writer] = Pipe(false)
        const wrong = [await failureText(() => reader.send(1)), await failureText(() => writer.recv()), await failure(() => reader.sendBytes(new Uint8Array(1))),
          await failure(() => writer.poll()), await failure(() => writer.recvBytes()), await failure(async () => { for await (const _ of writer); })]
        await writer.send('across')
        return { wrong, got: await reader.recv(), ends: [reader.readable, reader.writable, writer.readable, writer.writable], made: await failure(() => new mp.Connection()) }
      }`)
    expect(told).toEqual({
      wrong: [
        expect.stringMatching(/^MisuseError: send: this end only reads/),
        expect.stringMatching(/^MisuseError: recv: this end only writes/),
        ...Array.from({ length: 4 }, () => 'MisuseError'),
      ],
      got: 'across',
      ends: [true, false, false, true],
      made: 'MisuseError',
    })
  })

  it('moves bytes, whole or a part, also into a buffer; one that is too short keeps the message', async () => {
    const told = await facts(`
      export async function main() {
        const [a, b] = Pipe()
        const bytes = Uint8Array.from({ length: 10 }, (_, n) => n)
        const sends = [a.sendBytes(bytes), a.sendBytes(bytes, 3), a.sendBytes(bytes, 3, 2), a.sendBytes(new Uint16Array([1, 2])), a.sendBytes(new DataView(bytes.buffer, 8))]
        bytes.fill(99)
        await Promise.all(sends)
        const got = []
        for (const _ of sends) got.push([...await b.recvBytes()])
        const ranges = []
        for (const args of [[-1], [11], [0, 11], [5, 6], [0, -1]]) ranges.push(await failure(() => a.sendBytes(bytes, ...args)))
        await a.sendBytes(Uint8Array.of(1, 2, 3))
        await a.sendBytes(Uint8Array.of(4, 5, 6))
        await a.sendBytes(Uint8Array.of(7))
        const target = new Uint8Array(5)
        const count = await b.recvBytesInto(target, 1)
        let tooShort
        try { await b.recvBytesInto(target, 4) } catch (error) { tooShort = [error.name, [...error.received], error.message] }
        const words = new Uint16Array(2)
        const inWords = [await b.recvBytesInto(words, 2), ...words]
        const offset = await failure(() => b.recvBytesInto(target, 6))
        await a.send('text')
        const text = await failureText(() => b.recvBytes())
        await a.sendBytes(Uint8Array.of(1))
        const asMessage = await b.recv()
        return { got, ranges, count, target: [...target], tooShort, inWords, offset, text, asMessage: asMessage instanceof Uint8Array }
      }`)
    expect(told).toEqual({
      got: [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [3, 4, 5, 6, 7, 8, 9],
        [3, 4],
        [1, 0, 2, 0],
        [8, 9],
      ],
      ranges: Array.from({ length: 5 }, () => 'MisuseError'),
      count: 3,
      target: [0, 1, 2, 3, 0],
      tooShort: ['BufferTooShortError', [4, 5, 6], 'A message of 3 bytes does not fit into 1.'],
      inWords: [1, 0, 7],
      offset: 'MisuseError',
      text: expect.stringMatching(/^MisuseError: recvBytes received a string.*recv\(\)/),
      asMessage: true,
    })
  })

  it('polls: at once, until something comes, and true at the end of file', async () => {
    const told = await facts(`
      export async function later(writer, go) { await go.get(); await writer.send('came'); await go.get() }
      export async function main() {
        const [reader, writer] = Pipe(false), go = new Queue()
        const p = new Process({ target: later, args: [writer, go] })
        await p.start()
        await writer.close()
        const polls = [await reader.poll(), await reader.poll(0), await reader.poll(20), await reader.poll(-1)]
        const coming = reader.poll(60_000)
        await go.put(1)
        polls.push(await coming, await reader.poll())
        const got = await reader.recv()
        polls.push(await reader.poll())
        const ending = reader.poll(60_000)
        await go.put(1)
        polls.push(await ending, await reader.poll())
        return { polls, got, end: [await failure(() => reader.recv()), await failure(() => reader.recv({ timeoutMs: 0 })), await reader.poll()] }
      }`)
    expect(told).toEqual({
      polls: [false, false, false, false, true, true, false, true, true],
      got: 'came',
      end: ['EOFError', 'EOFError', true],
    })
  })

  it('waits for a message no longer than it is told to', async () => {
    const told = await facts(`
      export async function main() {
        const [a, b] = Pipe()
        const before = performance.now()
        const late = await failureText(() => a.recv({ timeoutMs: 50 }))
        const waitedMs = performance.now() - before
        const others = [await failure(() => a.recv({ timeoutMs: 0 })), await failure(() => a.recvBytes({ timeoutMs: 5 })), await failure(() => a.recvBytesInto(new Uint8Array(1), 0, { timeoutMs: -3 })), await failure(() => a.recv({ timeoutMs: 'x' }))]
        const both = [a.recv({ timeoutMs: 10 }).catch((error) => error.name), a.recv()]
        await both[0]
        await b.send('for the second')
        return { late, hasWaited: waitedMs >= 49, others, both: await Promise.all(both) }
      }`)
    expect(told).toEqual({
      late: 'TimeoutError: Nothing came through Pipe-1 in time.',
      hasWaited: true,
      others: ['TimeoutError', 'TimeoutError', 'TimeoutError', 'MisuseError'],
      both: ['TimeoutError', 'for the second'],
    })
  })

  describe('ends', () => {
    it('only when every holder has closed its end or has died, after all that was sent', async () => {
      const told = await facts(`
        export async function hold(writer, ready, name, how) {
          await writer.send(name)
          await ready.put(name)
          if (how === 'close') { await writer.close(); await writer.close(); await sleep(60_000) }
          if (how === 'return') return
          if (how === 'throw') throw new Error('expected')
          await sleep(60_000)
        }
        export async function main() {
          const [reader, writer] = Pipe(false), ready = new Queue()
          const holders = []
          for (const how of ['close', 'return', 'throw', 'kill']) {
            const p = new Process({ target: hold, args: [writer, ready, how, how], daemon: true })
            await p.start()
            await ready.get()
            holders.push(p)
            if (how === 'return' || how === 'throw') await p.join()
          }
          const got = [], waits = []
          for (const _ of holders) got.push(await reader.recv())
          waits.push(await failure(() => reader.recv({ timeoutMs: 20 })))
          await holders[3].kill()
          await holders[3].join()
          // This process is the last that holds it.
          waits.push(await failure(() => reader.recv({ timeoutMs: 20 })))
          const waiting = failureText(() => reader.recv())
          await writer.close()
          waits.push(await waiting)
          return { got, waits, holders: holders.map((p) => p.isAlive()) }
        }`)
      expect(told).toEqual({
        got: ['close', 'return', 'throw', 'kill'],
        waits: [
          'TimeoutError',
          'TimeoutError',
          'EOFError: Pipe-1 is at its end: no process holds the other end any more.',
        ],
        holders: [true, false, false, false],
      })
    })

    it('for a sender as soon as nobody can receive, also while it waits for room', async () => {
      const told = await facts(`
        export async function receiver(reader, ready) { await ready.put(1); await sleep(60_000) }
        export async function main() {
          const [reader, writer] = Pipe(false), ready = new Queue()
          const p = new Process({ target: receiver, args: [reader, ready] })
          await p.start()
          await ready.get()
          await reader.close()
          const big = new Uint8Array(9_000_000)
          await writer.sendBytes(big)
          await writer.sendBytes(big)
          const waiting = failureText(() => writer.sendBytes(big))
          await p.kill()
          const [a, b] = Pipe()
          await a.send('unread')
          await b.close()
          return { waiting: await waiting, late: await failure(() => writer.send(1)), again: await failure(() => writer.send(2)), duplex: [await failure(() => a.send(1)), await failure(() => a.recv())] }
        }`)
      expect(told).toEqual({
        waiting: 'BrokenPipeError: Pipe-1 is broken: no process holds the other end any more.',
        late: 'BrokenPipeError',
        again: 'BrokenPipeError',
        duplex: ['BrokenPipeError', 'EOFError'],
      })
    })

    it('for who uses a closed end, also for what waited on it', async () => {
      const told = await facts(`
        export async function main() {
          const [a, b] = Pipe()
          const waiting = [failureText(() => a.recv()), failure(() => a.poll(60_000)), failure(async () => { for await (const _ of a); })]
          await sleep(10)
          await a.close()
          const uses = [() => a.send(1), () => a.recv(), () => a.poll(), () => a.sendBytes(new Uint8Array(1)), () => a.recvBytes(), () => a.recvBytesInto(new Uint8Array(1)), () => b.send(a), () => a[Symbol.asyncIterator]()]
          const failures = []
          for (const use of uses) failures.push(await failure(use))
          const { closed } = a
          {
            await using c = b
          }
          return { waiting: await Promise.all(waiting), failures, closed, disposed: b.closed }
        }`)
      expect(told).toEqual({
        waiting: [
          'ClosedError: This end of Pipe-1 was closed while it was in use.',
          'ClosedError',
          'ClosedError',
        ],
        failures: Array.from({ length: 8 }, () => 'ClosedError'),
        closed: true,
        disposed: true,
      })
    })
  })

  it('ends a loop in which the connection is closed, also ahead of what it had on loan', async () => {
    const { end, snapshot } = await engineRun(
      prelude +
        `
      export async function rest(connection, results) { for await (const message of connection) await results.put(message) }
      export async function main() {
        const [a, b] = Pipe()
        await a.send('x')
        const got = []
        for await (const message of b) { got.push(message); await b.close() }
        // Fast enough to have some ahead: those are left for who holds the end, too, which may have taken later ones before.
        const [c, d] = Pipe(), results = new Queue(), p = new Process({ target: rest, args: [d, results] })
        for (let n = 0; n < 1_000; n++) c.send(n)
        await c.poll()
        const iterator = d[Symbol.asyncIterator]()
        for (let n = 0; n < 500; n++) got.push((await iterator.next()).value)
        await p.start()
        const closing = d.close()
        const after = [await iterator.next(), await iterator.next()].map(({ done }) => done)
        await closing
        await c.close()
        await p.join()
        const others = []
        while (await results.size() > 0) others.push(await results.get())
        return { first: got[0], mine: got.length - 1, isWhole: [...got.slice(1), ...others.sort((one, other) => one - other)].every((n, index) => n === index), others: others.length, after }
      }`,
      { startMethod },
    )
    expect(end.result).toEqual({ first: 'x', mine: 500, isWhole: true, others: 500, after: [true, true] })
    expect(snapshot.channels).toMatchObject([
      { puts: 1, gets: 1, depth: 0 },
      { puts: 1_000, gets: 1_000, depth: 0 },
      { kind: 'queue' },
    ])
  })

  it('holds its sender back when nobody receives, and carries 5 MB messages both ways at once', async () => {
    const { end, snapshot } = await engineRun(
      prelude +
        `
      const size = 5_000_000
      export async function exchange(connection) {
        const own = Buffer.alloc(size, 7)
        const sent = Promise.all([0, 1, 2, 3, 4, 5].map(() => connection.send(own)))
        let sum = 0
        for (let n = 0; n < 6; n++) { const bytes = await connection.recv(); sum += bytes.byteLength + bytes[size - 1] }
        await sent
        await connection.send(sum)
      }
      export async function main() {
        const [a, b] = Pipe(), p = new Process({ target: exchange, args: [b] })
        await p.start()
        await b.close()
        let accepted = 0
        const own = Buffer.alloc(size, 1)
        const sends = [0, 1, 2, 3, 4, 5].map(() => a.send(own).then(() => accepted++))
        let sum = 0
        for (let n = 0; n < 6; n++) { const bytes = await a.recv(); sum += bytes.byteLength + bytes[size - 1] }
        await Promise.all(sends)
        const theirs = await a.recv()
        await p.join()
        // Alone: what fits is taken, the rest waits.
        const [c, d] = Pipe()
        let taken = 0
        const waiting = Array.from({ length: 10 }, () => c.send(own).then(() => taken++))
        await c.poll(100)
        const before = taken
        for (let n = 0; n < 10; n++) await d.recv()
        await Promise.all(waiting)
        return { sum, theirs, before, taken }
      }`,
      { startMethod },
    )
    expect(end.result).toEqual({ sum: 6 * 5_000_007, theirs: 6 * 5_000_001, before: 4, taken: 10 })
    expect(snapshot.channels).toMatchObject([
      { kind: 'pipe', puts: 13, gets: 13, depth: 0 },
      { kind: 'pipe', puts: 10, gets: 10, depth: 0, maxDepth: 4 },
    ])
  })

  it('tells who holds its ends', async () => {
    const { end, snapshot } = await engineRun(
      prelude +
        `
      export async function hold(writer) { await sleep(60_000) }
      export async function main() {
        const [reader, writer] = Pipe(false), p = new Process({ target: hold, args: [writer] })
        await p.start()
        await reader.close()
        await writer.close()
        await p.join()
        return p.exitCode
      }`,
      {
        startMethod,
        onMessage: (message, session) => {
          if (message.type !== 'snapshot') return
          const [, holder] = message.snapshot.processes
          const ends = message.snapshot.channels[0]?.openEnds
          if (ends?.length === 1 && ends[0] === holder?.pid)
            session.handle({ type: 'end-process', processId: holder?.processId ?? 0, signal: 'SIGKILL' })
        },
      },
    )
    expect(end.result).toBe(-9)
    expect(snapshot.channels[0]?.openEnds).toEqual([])
  })
})
