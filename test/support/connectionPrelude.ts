import { prelude } from './programPrelude.ts'

/** Begins the text of a program that connects: `raw` opens a plain socket, `pair` gives both ends of a connection. */
export const connectionPrelude = `${prelude}
    import { connect as connectSocket } from 'node:net'
    import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
    import { dirname, join } from 'node:path'
    import { tmpdir } from 'node:os'
    import { once } from 'node:events'
    const { Listener, Client, wait, Lock } = mp
    export async function echo(address, options) {
      const connection = await Client(address, options)
      for await (const message of connection) await connection.send(message)
      await connection.close()
    }
    export async function sendAndLeave(address, count) {
      const connection = await Client(address)
      for (let n = 0; n < count; n++) connection.send({ n, text: 'x'.repeat(1_000) })
    }
    const raw = (address) => {
      const socket = connectSocket(typeof address === 'string' ? { path: address } : { host: address[0], port: address[1] })
      return socket.on('error', () => {}).resume()
    }
    /** Both ends of a connection. */
    async function pair(options = {}) {
      const listener = new Listener(undefined, { family: 'AF_UNIX', ...options })
      const address = await listener.listening()
      const [server, client] = await Promise.all([listener.accept(), Client(address, { authkey: options.authkey })])
      await listener.close()
      return { server, client, close: () => Promise.all([server.close(), client.close()]) }
    }`
