import { beforeEach, expect, test, vi } from 'vitest'
import type { SessionCommand, SessionEnd, SessionMessage } from '../../../src/engine/session/protocol.ts'
import { SessionConnection } from '../../../src/main/services/sessionConnection.ts'

const end: SessionEnd = { startedAt: 0, outcome: 'killed', exitCode: null, error: null, result: undefined }
const log: string[] = []
let connection: SessionConnection

beforeEach(() => {
  log.length = 0
  connection = new SessionConnection(
    { post: (command: SessionCommand) => log.push(command.type), kill: () => log.push('kill') },
    {
      onMessage: (message: SessionMessage) => log.push(message.type),
      onClosed: (reason) => log.push(`closed: ${reason}`),
    },
  )
})

test('closing kills the processes first, then what the session runs in', async () => {
  const closed = connection.close()
  expect(connection.close()).toBe(closed)
  expect(log).toEqual(['stop'])
  connection.send({ type: 'end-process', processId: 1, signal: 'SIGKILL' })
  connection.receive({ type: 'ended', end })
  expect(log).toEqual(['stop', 'ended', 'kill'])
  connection.exited('killed')
  await closed
  connection.receive({ type: 'ended', end })
  expect(log.slice(3)).toEqual(['closed: killed'])
})

test('a session whose run is over is killed without further words', async () => {
  connection.receive({ type: 'ended', end })
  const closed = connection.close()
  connection.exited('')
  await closed
  expect(log).toEqual(['ended', 'kill', 'closed: '])
})

test('a session that does not answer is killed after a time', () => {
  vi.useFakeTimers()
  try {
    void connection.close()
    vi.advanceTimersByTime(10_000)
    expect(log).toEqual(['stop', 'kill'])
  } finally {
    vi.useRealTimers()
  }
})

test('one that ends by itself is told, and closing it then is done at once', async () => {
  connection.exited('its thread ended with code 134')
  await connection.close()
  connection.send({ type: 'stop', because: 'user', graceMs: 0 })
  expect(log).toEqual(['closed: its thread ended with code 134'])
})
