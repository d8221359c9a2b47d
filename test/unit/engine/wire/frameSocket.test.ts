import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { reopened } from '../../../../src/engine/wire/directRead.ts'
import { encodeFrame } from '../../../../src/engine/wire/frame.ts'
import { FrameSocket } from '../../../../src/engine/wire/frameSocket.ts'
import type { BrokerOperation, ClientOperation } from '../../../../src/engine/wire/operations.ts'
import { isRunning } from '../../../support/leaks.ts'

/** A process that says something as soon as it hears something, and is killed at once. */
function startPeer(path: string): ReturnType<typeof spawn> {
  const lastWords = Buffer.concat(encodeFrame([{ operation: { op: 'ready' }, items: undefined }]))
  const script = `
    const socket = require('node:net').connect(${JSON.stringify(path)})
    socket.once('data', () => {
      socket.write(Buffer.from('${lastWords.toString('base64')}', 'base64'))
      process.kill(process.pid, 'SIGKILL')
    })`
  return spawn(process.execPath, ['-e', script], { stdio: 'inherit' })
}

it.runIf(process.platform === 'linux')(
  'reads what a peer said before its death, also when the death is first noticed by a write',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'frame-socket-'))
    const server = createServer().listen(join(folder, 'socket'))
    const peer = startPeer(join(folder, 'socket'))
    const [accepted] = (await once(server, 'connection')) as [Socket]
    const heard: string[] = []
    let frames!: FrameSocket<BrokerOperation, ClientOperation>
    const closed = new Promise<void>((resolve) => {
      frames = new FrameSocket(reopened(accepted), {
        onMessages: (messages) => heard.push(...messages.map(({ operation }) => operation.op)),
        onClose: () => resolve(),
      })
    })
    const say = (): void => {
      frames.post({ op: 'done', id: 1, count: 1 })
      frames.flush()
    }
    say()
    // Without a turn of the loop: nothing is read until the write has failed.
    while (isRunning(peer.pid ?? 0));
    say()
    await closed
    expect(heard).toEqual(['ready'])
    server.close()
    rmSync(folder, { recursive: true })
  },
)

it.skipIf(process.platform === 'win32')(
  'says in several frames what would be one without bounds',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'frame-socket-'))
    const server = createServer().listen(join(folder, 'socket'))
    const connected = once(server, 'connection')
    const frames = new FrameSocket<ClientOperation, BrokerOperation>(
      (onread) => connect({ path: join(folder, 'socket'), onread }),
      { onMessages: () => {}, onClose: () => {} },
    )
    const [accepted] = (await connected) as [Socket]
    const counts: number[] = []
    const operations = 10_000
    await new Promise<void>((resolve) => {
      let count = 0
      new FrameSocket<BrokerOperation, ClientOperation>(reopened(accepted), {
        onMessages: ({ length }) => {
          counts.push(length)
          count += length
          if (count === operations) resolve()
        },
        onClose: () => {},
      })
      for (let id = 1; id <= operations; id++) frames.post({ op: 'queue.get', object: 1, id })
    })
    expect(Math.max(...counts)).toBeLessThan(operations / 4)
    frames.destroy()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true })
  },
)
