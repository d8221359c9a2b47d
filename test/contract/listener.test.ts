import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { connectionPrelude } from '../support/connectionPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** Connections between programs: addresses, messages and waiting. */
describe.each(startMethods)('Listener and Client by %s', (startMethod) => {
  const { it } = sharedRun(startMethod, connectionPrelude)

  describe('addresses', () => {
    it(
      'is a free port of this machine when none is given',
      `await using listener = new Listener()
       const early = await failureText(() => listener.address)
       const [host, port] = await listener.listening()
       return [early, host, port > 0, listener.address[1] === port, listener.lastAccepted]`,
      [
        'MisuseError: The address is not known yet: await listener.listening() first, which returns it.',
        '127.0.0.1',
        true,
        true,
        null,
      ],
    )

    it(
      'is a path that only this user can reach, and that is gone afterwards, when the family says so',
      `const listener = new Listener('')
       const path = await listener.listening()
       const mode = statSync(dirname(path)).mode & 0o777
       await listener.close()
       return [typeof path, mode, existsSync(dirname(path))]`,
      ['string', 0o700, false],
    )

    it(
      'is what was asked for: host and port, or a path',
      `const folder = mkdtempSync(join(tmpdir(), 'listener-test-')), path = join(folder, 'socket'), told = []
       for (const address of [['127.0.0.1', 0], { host: '127.0.0.1', port: 0 }, path]) {
         await using listener = new Listener(address)
         const known = await listener.listening()
         const [server, client] = await Promise.all([listener.accept(), Client(known)])
         await client.send(known)
         told.push(JSON.stringify(await server.recv()) === JSON.stringify(listener.address), listener.lastAccepted === '' ? '' : listener.lastAccepted[0])
         await server.close(); await client.close()
       }
       const isLeft = existsSync(path)
       rmSync(folder, { recursive: true })
       return [...told, isLeft]`,
      [true, '127.0.0.1', true, '127.0.0.1', true, '', false],
    )

    it(
      'that makes no sense is refused at once',
      `return [...await Promise.all([() => new Listener(5), () => new Listener(['127.0.0.1']), () => new Listener(['127.0.0.1', 70_000]), () => new Listener('/x'.repeat(60)), () => new Listener(['127.0.0.1', 0], { family: 'AF_UNIX' }), () => new Listener(undefined, { backlog: 0 }), () => new Listener(undefined, { authkey: '' }), () => Client('')].map(failure))]`,
      Array<string>(8).fill('MisuseError'),
    )

    it(
      'where somebody listens already, or nobody does, says so with the code of the system',
      `await using listener = new Listener()
       const address = await listener.listening()
       const second = new Listener(address), failed = [await failureText(() => second.listening()), await failure(() => second.accept())]
       await second.close()
       await listener.close()
       const error = await Client(address).catch((error) => error)
       return [...failed, error.name, error.facts.code]`,
      [
        expect.stringMatching(
          /^ConnectionFailedError: Cannot listen at 127\.0\.0\.1:\d+: somebody listens there already/,
        ),
        'ConnectionFailedError',
        'ConnectionFailedError',
        'ECONNREFUSED',
      ],
    )
  })

  describe('messages', () => {
    it(
      'cross between processes in order, of every kind that can be cloned',
      `await using listener = new Listener(undefined, { authkey: 'secret' })
       const p = new Process({ target: echo, args: [await listener.listening(), { authkey: 'secret' }] })
       await p.start()
       const connection = await listener.accept(), values = [1, 'text', null, undefined, [1.5, 2], { date: new Date(3), map: new Map([[1n, new Set([2])]]) }, new Float64Array([1.5]), '']
       for (const value of values) connection.send(value)
       const got = []
       for (const _ of values) got.push(await connection.recv())
       await connection.close()
       await p.join()
       return [got, p.exitCode]`,
      [
        [
          1,
          'text',
          null,
          undefined,
          [1.5, 2],
          { date: new Date(3), map: new Map([[1n, new Set([2])]]) },
          new Float64Array([1.5]),
          '',
        ],
        0,
      ],
    )

    it(
      'of bytes keep their boundaries, also empty and large ones',
      `const { server, client, close } = await pair(), large = new Uint8Array(3_000_000).fill(7)
       client.sendBytes(new Uint8Array([1, 2, 3, 4]), 1, 2); client.sendBytes(new Uint8Array(0)); client.sendBytes(large); client.send('no bytes')
       const first = await server.recvBytes(), empty = await server.recvBytes(), third = await server.recvBytes()
       const told = [[...first], empty.length, third.length, third.every((byte) => byte === 7), await failure(() => server.recvBytes()), await failure(() => client.sendBytes(large, -1))]
       await close()
       return told`,
      [[2, 3], 0, 3_000_000, true, 'MisuseError', 'MisuseError'],
    )

    it(
      'are received into a buffer; one that is too short gets none, and the error has the message',
      `const { server, client, close } = await pair(), target = new Uint8Array(4)
       client.sendBytes(new Uint8Array([1, 2])); client.sendBytes(new Uint8Array([1, 2, 3]))
       const count = await server.recvBytesInto(target, 1)
       const error = await server.recvBytesInto(target, 2).catch((error) => error)
       await close()
       return [count, [...target], error.name, [...error.received], await failure(() => server.recvBytesInto(target, 5))]`,
      [2, [0, 1, 2, 0], 'BufferTooShortError', [1, 2, 3], 'MisuseError'],
    )

    it(
      'that can be no message are named by their path; shared objects belong to the run and stay',
      `const { client, server, close } = await pair()
       const told = [await failureText(() => client.send({ a: [() => {}] })), await failureText(() => client.send({ deep: [new Lock()] })), await failure(() => client.send(client)), await failure(() => new Queue().put(client))]
       await client.send('fine')
       const got = await server.recv()
       await close()
       return [...told, got]`,
      [
        expect.stringMatching(/^SerializationError: Cannot send a function: it is at message\.a\[0\]\./),
        expect.stringMatching(
          /^SerializationError: Cannot send a shared lock: it is at message\.deep\[0\]\. It belongs to this run/,
        ),
        'SerializationError',
        'SerializationError',
        'fine',
      ],
    )

    it(
      'of a process that ends right after sending, without awaiting, all arrive',
      `await using listener = new Listener()
       const p = new Process({ target: sendAndLeave, args: [await listener.listening(), 500] })
       await p.start()
       const connection = await listener.accept(), got = []
       for await (const { n } of connection) got.push(n)
       await connection.close()
       await p.join()
       return [got.length, got.every((n, index) => n === index), p.exitCode]`,
      [500, true, 0],
    )

    it(
      'that nobody reads stay with the sender beyond a bound',
      `const { client, server, close } = await pair(), text = 'x'.repeat(1024 * 1024)
       let sent = 0
       for (let n = 0; n < 64; n++) client.send(text).then(() => sent++, () => {})
       while (!(await server.poll(1_000)));
       let before = -1
       while (sent !== before) { before = sent; await sleep(50) }
       const isHeld = sent < 40
       for (let n = 0; n < 64; n++) await server.recv()
       await close()
       return [isHeld, sent]`,
      [true, 64],
    )
  })

  describe('waiting', () => {
    it(
      'poll and recv take time-outs',
      `const { client, server, close } = await pair()
       const before = [await server.poll(), await server.poll(5), await failure(() => server.recv({ timeoutMs: 0 })), await failure(() => server.recv({ timeoutMs: 5 }))]
       const polled = server.poll(5_000), received = server.recv({ timeoutMs: 5_000 })
       await client.send(1)
       await client.send(2)
       const after = [await polled, await received, await server.recv()]
       await close()
       return [before, after]`,
      [
        [false, false, 'TimeoutError', 'TimeoutError'],
        [true, 1, 2],
      ],
    )

    it(
      'wait() takes them beside pipes and sentinels',
      `const { client, server, close } = await pair(), [r, w] = Pipe(false)
       const none = await wait([server, r], 5), both = wait([server, r])
       await client.send('here')
       const ready = await both
       await w.send(1)
       const all = await wait([server, r], 5_000)
       await client.close()
       await server.recv()
       const atEnd = await wait([server], 5_000)
       await server.close()
       return [none.length, ready.map((each) => each === server), all.length > 0, atEnd.length, await failure(() => wait([server]))]`,
      [0, [true], true, 1, 'ClosedError'],
    )

    it(
      'accept takes a time-out; close() ends every wait',
      `const listener = new Listener()
       await listener.listening()
       const late = [await failure(() => listener.accept({ timeoutMs: 5 })), await failure(() => listener.accept({ timeoutMs: 0 }))]
       const waiting = failure(() => listener.accept())
       await listener.close()
       await listener.close()
       const { server, client } = await pair(), receiving = failure(() => server.recv()), polling = failure(() => server.poll(5_000))
       await server.close()
       await server.close()
       await client.close()
       return [late, await waiting, await failure(() => listener.accept()), await receiving, await polling, await failure(() => server.send(1)), server.closed]`,
      [
        ['TimeoutError', 'TimeoutError'],
        'ClosedError',
        'ClosedError',
        'ClosedError',
        'ClosedError',
        'ClosedError',
        true,
      ],
    )

    it(
      'the other side reads what was sent, then the end of file; sending to it is a broken pipe',
      `const { client, server } = await pair()
       client.send('last words')
       await client.close()
       const got = await server.recv(), polled = await server.poll(1_000), end = await failure(() => server.recv())
       const broken = await failure(() => server.send(1))
       const loop = []
       for await (const message of server) loop.push(message)
       await server.close()
       return [got, polled, end, broken, loop]`,
      ['last words', true, 'EOFError', 'BrokenPipeError', []],
    )

    it(
      'closing a connection in its own loop ends the loop',
      `const { client, server } = await pair(), seen = []
       await client.send(1)
       await client.send(2)
       for await (const message of server) { seen.push(message); await server.close() }
       await client.close()
       return seen`,
      [1],
    )
  })
})
