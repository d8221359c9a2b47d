import { describe } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { connectionPrelude } from '../support/connectionPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** Who may connect to a Listener: the authkey, and strangers who mean no good. */
describe.each(startMethods)('The trust of Listener and Client by %s', (startMethod) => {
  const { it } = sharedRun(startMethod, connectionPrelude)

  describe('the authkey', () => {
    it(
      'may be text or bytes, and is the same for both',
      `const { server, client, close } = await pair({ authkey: 'kéy' })
       await close()
       await using listener = new Listener(undefined, { authkey: Buffer.from('kéy') })
       const [a, b] = await Promise.all([listener.accept(), Client(await listener.listening(), { authkey: 'kéy' })])
       await a.send('both')
       const got = await b.recv()
       await a.close(); await b.close()
       return got`,
      'both',
    )

    it(
      'that is wrong is an AuthenticationError on both sides; the next one is accepted',
      `await using listener = new Listener(undefined, { authkey: 'right' })
       const address = await listener.listening()
       const told = await Promise.all([failure(() => listener.accept()), failureText(() => Client(address, { authkey: 'wrong' }))])
       const [server, client] = await Promise.all([listener.accept(), Client(address, { authkey: 'right' })])
       await server.close(); await client.close()
       return told`,
      [
        'AuthenticationError',
        'AuthenticationError: The Listener refused the authkey: it is not the same on both sides.',
      ],
    )

    it(
      'that one side alone has is an AuthenticationError on both, which says so',
      `const told = []
       for (const [mine, theirs] of [['key', undefined], [undefined, 'key']]) {
         await using listener = new Listener(undefined, { authkey: mine })
         const address = await listener.listening()
         told.push(...await Promise.all([failure(() => listener.accept()), failureText(() => Client(address, { authkey: theirs }))]))
       }
       return told`,
      [
        'AuthenticationError',
        'AuthenticationError: The other side has an authkey and this side has none: give both the same.',
        'AuthenticationError',
        'AuthenticationError: The other side has no authkey and this side has one: give both the same.',
      ],
    )

    it(
      'never crosses, nor does the same proof twice: what was overheard lets nobody in',
      `await using listener = new Listener(undefined, { authkey: 'the secret itself' })
       const address = await listener.listening()
       const { createServer } = await import('node:net')
       const heard = []
       const relay = createServer((socket) => {
         const onward = raw(address)
         socket.on('data', (chunk) => { heard.push(chunk); onward.write(chunk) }).on('error', () => {})
         onward.on('data', (chunk) => socket.write(chunk)).on('close', () => socket.destroy())
         socket.on('close', () => onward.destroy())
       }).listen(0, '127.0.0.1')
       await once(relay, 'listening')
       const [server, client] = await Promise.all([listener.accept(), Client(['127.0.0.1', relay.address().port], { authkey: 'the secret itself' })])
       await client.close(); await server.close()
       relay.close()
       const all = Buffer.concat(heard)
       // Whatever the client said, said again.
       const thief = raw(address)
       const accepted = failure(() => listener.accept())
       thief.write(all)
       const outcome = await accepted
       thief.destroy()
       return [all.includes('secret'), outcome]`,
      [false, 'AuthenticationError'],
    )
  })

  describe('strangers', () => {
    it(
      'who send garbage, or nothing, or leave in the middle, keep nobody waiting and are no error of accept',
      `await using listener = new Listener(undefined, { authkey: 'key' })
       const address = await listener.listening()
       const silent = raw(address), garbage = raw(address), flood = raw(address), half = raw(address), gone = raw(address)
       garbage.write('GET / HTTP/1.1\\r\\n\\r\\n')
       flood.write(Buffer.alloc(8 * 1024 * 1024, 0xff))
       half.write('FSC1')
       gone.end('FSC1' + '\\x01'.repeat(20))
       await Promise.all([gone, garbage].map((socket) => once(socket, 'close')))
       const [server, client] = await Promise.all([listener.accept({ timeoutMs: 5_000 }), Client(address, { authkey: 'key' })])
       await client.send('through')
       const got = await server.recv()
       for (const socket of [silent, flood, half]) socket.destroy()
       await server.close(); await client.close()
       return got`,
      'through',
    )

    it(
      'who only hold connections give way to those who say who they are',
      `await using listener = new Listener(undefined, { authkey: 'key' })
       const address = await listener.listening()
       const silent = Array.from({ length: 100 }, () => raw(address))
       await Promise.all(silent.map((socket) => socket.readyState === 'open' || once(socket, 'connect')))
       const [server, client] = await Promise.all([listener.accept({ timeoutMs: 5_000 }), Client(address, { authkey: 'key' })])
       for (const socket of silent) socket.destroy()
       await server.close(); await client.close()
       return 'accepted'`,
      'accepted',
    )

    it(
      'who are no Listener are told apart by Client; one that stalls has its time',
      `const { createServer } = await import('node:net')
       const serverOf = async (greeting) => {
         const server = createServer((socket) => { if (greeting) socket.write(greeting); else if (greeting === null) socket.destroy(); socket.on('error', () => {}) }).listen(0, '127.0.0.1')
         await once(server, 'listening')
         return server
       }
       const told = []
       for (const greeting of ['HTTP/1.1 400 Bad Request\\r\\nServer: something\\r\\n\\r\\n', undefined, null]) {
         const server = await serverOf(greeting)
         told.push(await failure(() => Client(['127.0.0.1', server.address().port], { authkey: 'key', timeoutMs: 100 })))
         server.close()
       }
       return told`,
      ['AuthenticationError', 'TimeoutError', 'EOFError'],
    )

    it(
      'who speak no messages after the hand-shake end their own connection alone',
      `await using listener = new Listener()
       const address = await listener.listening(), stranger = raw(address)
       stranger.write(Buffer.concat([Buffer.from('FSC1\\0'), Buffer.alloc(32), Buffer.alloc(64, 0xff)]))
       const connection = await listener.accept()
       const told = [await failure(() => connection.recv()), await failure(() => connection.recv())]
       stranger.destroy()
       await connection.close()
       const [server, client] = await Promise.all([listener.accept(), Client(address)])
       await server.close(); await client.close()
       return told`,
      ['SerializationError', 'SerializationError'],
    )

    it(
      'who announce much and send little take no memory',
      `await using listener = new Listener()
       const address = await listener.listening(), stranger = raw(address)
       const header = Buffer.alloc(4)
       header.writeUInt32LE(2 ** 28 * 8 + 5 - 8)
       const before = process.memoryUsage().arrayBuffers
       stranger.write(Buffer.concat([Buffer.from('FSC1\\0'), Buffer.alloc(32), header, Buffer.alloc(10)]))
       const connection = await listener.accept()
       const isEmpty = await failure(() => connection.recv({ timeoutMs: 20 }))
       const grown = process.memoryUsage().arrayBuffers - before
       stranger.destroy()
       const end = await failure(() => connection.recv())
       await connection.close()
       return [isEmpty, grown < 64 * 1024 * 1024, end]`,
      ['TimeoutError', true, 'EOFError'],
    )

    it(
      'beyond the backlog are turned away, and those within it are kept',
      `await using listener = new Listener(undefined, { backlog: 2 })
       const address = await listener.listening()
       const first = await Client(address), second = await Client(address)
       await first.send('first')
       const third = await failure(async () => { const c = await Client(address); await c.recv() })
       const server = await listener.accept(), got = await server.recv()
       await Promise.all([first, second, server].map((each) => each.close()))
       return [third, got]`,
      ['EOFError', 'first'],
    )
  })
})
