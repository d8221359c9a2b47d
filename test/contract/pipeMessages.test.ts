import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** What becomes of messages in pipes, whoever shares their ends, and of waits for many of them at once. */
describe.each(startMethods)('Messages through pipes by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${prelude}
    const { wait } = mp
    export async function receiveAll(reader, results) { for await (const message of reader) await results.put(message) }
    export async function sendAll(writer, messages) { for (const message of messages) await writer.send(message) }
    export async function answer(connection) {
      try { for (;;) await connection.send({ answer: await connection.recv() }) } catch (error) { if (error.name !== 'EOFError') throw error }
    }
    export async function sendSizes(writer, sizes) { for (const size of sizes) await writer.sendBytes(new Uint8Array(size).fill(size % 251)) }
    export async function holdBoth(a, b, ready) { await ready.put('holds'); await sleep(600_000) }
    export async function until(gate) { await gate.get() }
    const start = async (target, ...args) => { const p = new Process({ target, args }); await p.start(); return p }`,
  )

  describe('Connection', () => {
    it(
      'can be used at both ends by one process, each direction on its own',
      `const [a, b] = Pipe()
       await a.send('to b')
       await b.send('to a')
       await a.send('again')
       return [await a.recv(), await b.recv(), await b.recv(), await a.poll(), await b.poll()]`,
      ['to a', 'to b', 'again', false, false],
    )

    it(
      'answers a request of another process, and tells it the end',
      `const [a, b] = Pipe(), p = await start(answer, b)
       await b.close()
       const told = []
       for (const n of [1, 'two', null]) { await a.send(n); told.push((await a.recv()).answer) }
       await a.close()
       await p.join()
       return [told, p.exitCode]`,
      [[1, 'two', null], 0],
    )

    it(
      'loses no message to a recv whose time is over',
      `const [reader, writer] = Pipe(false)
       const late = await failure(() => reader.recv({ timeoutMs: 5 }))
       await writer.send('kept')
       return [late, await reader.poll(), await reader.recv({ timeoutMs: 5 })]`,
      ['TimeoutError', true, 'kept'],
    )

    it(
      'serves those who wait at one end in their order',
      `const [reader, writer] = Pipe(false)
       const waits = [reader.recv(), reader.recv({ timeoutMs: 60_000 }), reader.recv()]
       for (const n of [1, 2, 3]) await writer.send(n)
       return Promise.all(waits)`,
      [1, 2, 3],
    )

    it(
      'gives each message to exactly one of the processes that share an end',
      `const [reader, writer] = Pipe(false), results = new Queue(), ps = [await start(receiveAll, reader, results), await start(receiveAll, reader, results)]
       await reader.close()
       for (let n = 0; n < 200; n++) await writer.send(n)
       await writer.close()
       for (const p of ps) await p.join()
       const all = []
       while (!(await results.isEmpty())) all.push(await results.get())
       return all.sort((a, b) => a - b).every((n, index) => n === index) && all.length`,
      200,
    )

    it(
      'keeps the order of one sender, whatever the sizes',
      `const sizes = [0, 1, 65_536, 3, 1_000_000, 0, 70_000, 2]
       const [reader, writer] = Pipe(false), p = await start(sendSizes, writer, sizes)
       await writer.close()
       const told = []
       for (const size of sizes) { const bytes = await reader.recvBytes(); told.push(bytes.length === size && bytes.every((byte) => byte === size % 251)) }
       await p.join()
       return [told.every(Boolean), await failure(() => reader.recvBytes())]`,
      [true, 'EOFError'],
    )

    it(
      'gives all that was sent before it tells the end of file, again and again',
      `const [reader, writer] = Pipe(false), p = await start(sendAll, writer, [1, 2])
       await writer.close()
       await p.join()
       const told = []
       for (let n = 0; n < 4; n++) told.push([await reader.poll(), await reader.recv().catch((error) => error.name)])
       return told`,
      [
        [true, 1],
        [true, 2],
        [true, 'EOFError'],
        [true, 'EOFError'],
      ],
    )

    it(
      'refuses what cannot be sent, naming where it is, and goes on',
      `const [a, b] = Pipe()
       const told = [await failureText(() => a.send({ list: [1, Symbol('s')] })), await failure(() => a.send(a.send))]
       await a.send('fine')
       return [...told, await b.recv()]`,
      [expect.stringMatching(/^SerializationError: .*message\.list\[1\]/), 'SerializationError', 'fine'],
    )

    it(
      'is open as long as one process holds it, although all others have closed theirs',
      `const [a, b] = Pipe(), ready = new Queue(), p = await start(holdBoth, a, b, ready)
       await ready.get()
       await b.close()
       const told = [await failure(() => a.recv({ timeoutMs: 5 })), await failure(() => a.send('into the other hand'))]
       await p.kill()
       await p.join()
       return [...told, await failure(() => a.recv()), await failure(() => a.send(1))]`,
      ['TimeoutError', 'none', 'EOFError', 'BrokenPipeError'],
    )

    it(
      'has errors that a program can tell apart: by class, by name, by code',
      `const [a, b] = Pipe(), errors = []
       const note = (error) => errors.push([error instanceof mp.MultiprocessingError, error.constructor === mp[error.name], error.name, error.code])
       await a.recv({ timeoutMs: 0 }).catch(note)
       await b.close()
       await a.recv().catch(note)
       await a.send(1).catch(note)
       await b.recv().catch(note)
       return errors`,
      [
        [true, true, 'TimeoutError', 'timeout'],
        [true, true, 'EOFError', expect.any(String)],
        [true, true, 'BrokenPipeError', expect.any(String)],
        [true, true, 'ClosedError', 'closed'],
      ],
    )

    it(
      'has no bytes before its start or behind its end to send or to fill',
      `const [a] = Pipe(), bytes = new Uint8Array(4), told = []
       for (const args of [[5], [2, 3], [-1, 1]]) told.push(await failure(() => a.sendBytes(bytes, ...args)))
       for (const offset of [-1, 5]) told.push(await failure(() => a.recvBytesInto(bytes, offset)))
       return told`,
      ['MisuseError', 'MisuseError', 'MisuseError', 'MisuseError', 'MisuseError'],
    )

    it(
      'polls with a time-out that is a number, and at once for one below zero',
      `const [a] = Pipe()
       return [await a.poll(-5), await a.poll(0), await failure(() => a.poll('soon')), await failure(() => a.poll(NaN))]`,
      [false, false, 'MisuseError', 'MisuseError'],
    )
  })

  describe('wait', () => {
    it(
      'tells of connections and processes in one list',
      `const gate = new Queue(), p = await start(until, gate), [reader, writer] = Pipe(false), [idle] = Pipe()
       const told = [(await wait([p.sentinel, reader, idle], 0)).length]
       await writer.send(1)
       await gate.put('end')
       await p.join()
       const ready = await wait([idle, p.sentinel, reader])
       return [...told, ready.length, ready[0] === p.sentinel, ready[1] === reader]`,
      [0, 2, true, true],
    )

    it(
      'may be asked about the same connection by several at once',
      `const [reader, writer] = Pipe(false), waits = [wait([reader]), wait([reader], 60_000), wait([reader], 5)]
       const late = await waits[2]
       await writer.send(1)
       return [late.length, (await waits[0]).length, (await waits[1]).length, await reader.recv()]`,
      [0, 1, 1, 1],
    )

    it(
      'picks the few that are ready out of many',
      `const pairs = Array.from({ length: 60 }, () => Pipe(false)), readers = pairs.map(([reader]) => reader)
       for (const n of [7, 41]) await pairs[n][1].send(n)
       await pairs[20][1].close()
       return (await wait(readers)).map((reader) => readers.indexOf(reader))`,
      [7, 20, 41],
    )

    it(
      'takes nothing: what made a connection ready is there for recv, time after time',
      `const [reader, writer] = Pipe(false)
       await writer.send('still')
       return [(await wait([reader])).length, (await wait([reader])).length, await reader.recv(), (await wait([reader], 0)).length]`,
      [1, 1, 'still', 0],
    )

    it(
      'serves a loop over many senders until the last has ended',
      `const pairs = [1, 2, 3].map(() => Pipe(false)), all = []
       for (const [index, [, writer]] of pairs.entries()) { await start(sendAll, writer, [index, index + 10]); await writer.close() }
       let open = pairs.map(([reader]) => reader)
       while (open.length > 0) {
         for (const reader of await wait(open)) {
           try { all.push(await reader.recv()) } catch { open = open.filter((other) => other !== reader) }
         }
       }
       return all.sort((a, b) => a - b)`,
      [0, 1, 2, 10, 11, 12],
    )
  })
})
