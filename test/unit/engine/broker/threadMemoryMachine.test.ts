import { describe, expect, it } from 'vitest'
import type { Command } from '../../../../src/engine/broker/machine.ts'
import { rawItem } from '../../../../src/engine/broker/memoryMachine.ts'
import {
  ThreadMemoryMachine,
  type ThreadMemoryEvent,
} from '../../../../src/engine/broker/threadMemoryMachine.ts'
import { AccessWriter, type AccessKind } from '../../../../src/engine/memory/accessRecords.ts'
import { killed } from './told.ts'

/** Processes 1 and 2 share the memory, 8 and 9 do not. */
function machine(): ThreadMemoryMachine {
  const memory = new ThreadMemoryMachine(50, 'SharedArray-1', 'int32', new Set([1]))
  memory.handle({ type: 'hold', client: 2 })
  return memory
}

function access(id: number, kind: AccessKind, client = 9): ThreadMemoryEvent {
  const writer = new AccessWriter('int32')
  writer.add(kind, 0, kind === 'get' ? undefined : 5)
  const items = rawItem(writer.bytes)
  return { type: 'ask', client, id, access: { op: 'memory.access', object: 50, id, n: 1 }, items }
}
const read = (id: number): ThreadMemoryEvent => ({
  type: 'ask',
  client: 9,
  id,
  access: { op: 'memory.read', object: 50, id, from: 0, to: 2 },
  items: undefined,
})
const gone = (client: number): ThreadMemoryEvent => ({ type: 'gone', client, end: killed })
const served = (client: number, token: number, items = rawItem(Buffer.alloc(8))): ThreadMemoryEvent => ({
  type: 'served',
  client,
  token,
  failure: null,
  items,
})

function told(commands: Command[]): string[] {
  return commands.map((command) => {
    if (command.type === 'ask') {
      const { operation } = command
      return operation.op === 'memory.serve'
        ? `ask ${command.client}: ${operation.token} (${operation.n})`
        : '?'
    }
    if (command.type === 'drop' || command.type === 'returned') return command.type
    return `${command.client}:${command.id} ${command.type}`
  })
}

describe('ThreadMemoryMachine', () => {
  it('passes what others ask on to the holder of longest standing, and its answer back', () => {
    const memory = machine()
    expect(told(memory.handle(read(3)))).toEqual(['ask 1: 1 (0)', '9:3 park'])
    expect(told(memory.handle(access(4, 'add')))).toEqual(['ask 1: 2 (1)', '9:4 park'])
    expect(told(memory.handle(served(1, 1)))).toEqual(['9:3 items'])
    expect(
      told(memory.handle({ type: 'served', client: 1, token: 2, failure: null, items: undefined })),
    ).toEqual(['9:4 done'])
    expect(memory.counters).toMatchObject({ gets: 1, puts: 1, bytesOut: 8, bytesIn: 4 })
  })

  it('counts what holders tell', () => {
    const memory = machine()
    memory.handle({ type: 'count', client: 1, gets: 2, puts: 3, bytesIn: 12, bytesOut: 8 })
    memory.handle({ type: 'count', client: 2, gets: 1, puts: 0, bytesIn: 0, bytesOut: 4 })
    expect(memory.counters).toMatchObject({ gets: 3, puts: 3, bytesIn: 12, bytesOut: 12 })
  })

  it('asks another holder when one ends, but never twice for what changes the memory', () => {
    const memory = machine()
    memory.handle(read(3))
    memory.handle(access(4, 'get'))
    memory.handle(access(5, 'set'))
    const commands = memory.handle(gone(1))
    expect(told(commands)).toEqual(['ask 2: 1 (0)', 'ask 2: 2 (1)', '9:5 fail'])
    expect(commands[2]).toMatchObject({
      code: 'closed',
      message:
        'Process worker (pid 4711) was killed by SIGKILL when it was to change SharedArray-1, whose memory it shares: whether it has is unknown.',
      facts: { pid: 4711, signal: 'SIGKILL' },
    })
    expect(told(memory.handle(served(1, 1)))).toEqual([])
    expect(told(memory.handle(served(2, 1)))).toEqual(['9:3 items'])
    expect(told(memory.handle(access(6, 'set')))).toEqual(['ask 2: 4 (1)', '9:6 park'])
  })

  it('without a holder says how the last one ended', () => {
    const memory = machine()
    memory.handle(gone(1))
    memory.handle(read(3))
    expect(memory.handle(gone(2))).toMatchObject([{ type: 'fail', id: 3, code: 'closed' }])
    const [later] = memory.handle(access(4, 'get'))
    expect(later).toMatchObject({ type: 'fail', id: 4, code: 'closed' })
    expect((later as { message: string }).message).toMatch(
      /^SharedArray-1 was shared memory of .*: Process worker \(pid 4711\) was killed by SIGKILL\. Create it where/,
    )
    memory.handle({ type: 'hold', client: 3 })
    expect(told(memory.handle(access(5, 'get')))).toEqual(['ask 3: 2 (1)', '9:5 park'])
  })

  it('tells nothing to who is gone, and nothing twice', () => {
    const memory = machine()
    memory.handle(read(3))
    expect(memory.handle(gone(9))).toEqual([])
    expect(memory.handle(served(1, 1))).toEqual([])
    memory.handle(access(4, 'get', 8))
    expect(told(memory.handle(served(1, 2)))).toEqual(['8:4 items'])
    expect(memory.handle(served(1, 2))).toEqual([])
    expect(memory.handle(served(2, 99))).toEqual([])
  })

  it('passes on why a holder could not', () => {
    const memory = machine()
    memory.handle(read(3))
    const failed: ThreadMemoryEvent = {
      type: 'served',
      client: 1,
      token: 1,
      failure: 'no room',
      items: undefined,
    }
    expect(memory.handle(failed)).toMatchObject([{ type: 'fail', client: 9, id: 3, message: 'no room' }])
    expect(memory.counters).toMatchObject({ gets: 0 })
  })
})
