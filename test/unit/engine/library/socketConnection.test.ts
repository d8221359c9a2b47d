import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectionOver } from '../../../../src/engine/library/socketConnection.ts'
import { encodeMessage } from '../../../../src/engine/library/socketFrames.ts'

/** Takes one connection; when it is told to, says something and is gone. */
const briefPeer = `
  const { createServer } = require('node:net')
  const { workerData: { path, bytes, signal }, parentPort } = require('node:worker_threads')
  createServer((socket) => {
    parentPort.postMessage('connected')
    Atomics.wait(signal, 0, 0)
    socket.write(bytes)
    socket.on('close', () => {
      Atomics.store(signal, 1, 1)
      Atomics.notify(signal, 1)
    })
    socket.destroySoon()
  }).listen(path, () => parentPort.postMessage('listening'))
`

describe.skipIf(process.platform === 'win32')('SocketConnection', () => {
  let folder: string
  let path: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'forkscope-connection-'))
    path = join(folder, 'socket')
  })

  afterEach(() => rm(folder, { recursive: true }))

  it('gives what the other side said before its end, also when a send has failed meanwhile', async () => {
    const signal = new Int32Array(new SharedArrayBuffer(8))
    const bytes = Buffer.concat([...encodeMessage('first'), ...encodeMessage({ last: 'words' })])
    const peer = new Worker(briefPeer, { eval: true, workerData: { path, bytes, signal } })
    await once(peer, 'message')
    const connected = once(peer, 'message')
    const socket = connect(path)
    await Promise.all([once(socket, 'connect'), connected])
    const connection = connectionOver<unknown, unknown>(socket)
    // This process computes while the other side speaks and ends.
    Atomics.store(signal, 0, 1)
    Atomics.notify(signal, 0)
    Atomics.wait(signal, 1, 0)
    await expect(connection.send('nobody reads this')).rejects.toMatchObject({ code: 'broken-pipe' })
    expect([await connection.recv(), await connection.recv()]).toEqual(['first', { last: 'words' }])
    await expect(connection.recv()).rejects.toMatchObject({ code: 'end-of-file' })
    await connection.close()
    await peer.terminate()
  })

  it('takes in no more than it should, also of messages that are empty, and loses none', async () => {
    const server: Server = createServer().listen(path)
    await once(server, 'listening')
    const accepted = once(server, 'connection')
    const socket = connect(path)
    const connection = connectionOver<unknown, unknown>(socket)
    const [flooder] = (await accepted) as [Socket]
    const count = 160_000
    const [empty] = encodeMessage(undefined) as [Buffer]
    const stop = Promise.race([
      once(socket, 'pause').then(() => 'paused'),
      once(socket, 'end').then(() => 'read all'),
    ])
    flooder.end(Buffer.alloc(count * empty.byteLength, empty))
    expect(await stop).toBe('paused')
    let received = 0
    for await (const message of connection) if (message === undefined) received++
    expect(received).toBe(count)
    flooder.destroy()
    await connection.close()
    await new Promise((resolve) => server.close(resolve))
  })
})
