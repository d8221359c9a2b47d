import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { Doorkeeper } from '../../../../src/engine/session/doorkeeper.ts'
import { createRendezvous } from '../../../../src/engine/session/runFolder.ts'
import { encodeFrame } from '../../../../src/engine/wire/frame.ts'
import type { ClientOperation } from '../../../../src/engine/wire/operations.ts'

const rendezvous = createRendezvous()
const sockets: Socket[] = []
const closed = new Map<number, Error | undefined>()
const heard: string[] = []
let onClosed: () => void = () => {}
const door = new Doorkeeper(rendezvous, {
  onHello: ({ processId }) => ({
    onMessages: (messages) => {
      for (const { operation } of messages) {
        if (operation.op === 'ready') throw new TypeError('a bug of the broker')
        heard.push(`${processId} ${operation.op}`)
      }
    },
    onClosed: (error) => {
      closed.set(processId, error)
      onClosed()
    },
  }),
})

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  door.close()
  rendezvous.dispose()
})

async function caller(processId: number): Promise<Socket> {
  const socket = connect(rendezvous.address)
  sockets.push(socket)
  await once(socket, 'connect')
  const { key } = rendezvous
  say(socket, { op: 'hello', processId, key, pid: processId, tid: null, part: 'process' })
  return socket
}

function say(socket: Socket, operation: ClientOperation): void {
  for (const buffer of encodeFrame([{ operation, items: undefined }])) socket.write(buffer)
}

it('what one process says, and cannot be understood, ends its own connection alone, with the reason', async () => {
  await door.open()
  const [steady, broken, odd, strange] = await Promise.all([1, 2, 3, 4].map(caller))
  say(broken as Socket, { op: 'ready' })
  ;(odd as Socket).write(Buffer.from([12, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0]))
  for (const text of ['[null]', '{}']) {
    const frame = Buffer.alloc(12 + 8, ' ')
    frame.writeUInt32LE(frame.length, 0)
    frame.writeUInt32LE(8, 4)
    frame.writeUInt32LE(0, 8)
    frame.write(text, 12)
    ;(strange as Socket).write(frame)
  }
  while (closed.size < 3) await new Promise<void>((resolve) => (onClosed = resolve))
  expect([...closed.keys()].sort()).toEqual([2, 3, 4])
  expect(closed.get(2)?.message).toBe('a bug of the broker')
  for (const error of closed.values()) expect(error).not.toHaveProperty('syscall')
  say(steady as Socket, { op: 'logging', settings: { level: 10, isToStderr: false } })
  ;(steady as Socket).end()
  while (closed.size < 4) await new Promise<void>((resolve) => (onClosed = resolve))
  expect(heard).toContain('1 logging')
  expect(closed.get(1)).toBeUndefined()
})
