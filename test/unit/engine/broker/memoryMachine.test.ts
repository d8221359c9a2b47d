import { describe, expect, it } from 'vitest'
import type { Command } from '../../../../src/engine/broker/machine.ts'
import { MemoryMachine, rawItem, type MemoryEvent } from '../../../../src/engine/broker/memoryMachine.ts'
import { AccessWriter } from '../../../../src/engine/memory/accessRecords.ts'

type Access = ['get' | 'set' | 'add', number, number?]

function accesses(...list: Access[]): Buffer {
  const writer = new AccessWriter('int16')
  for (const [kind, index, value] of list) writer.add(kind, index, value)
  return writer.bytes
}
const access = (id: number, ...list: Access[]): MemoryEvent => ({
  type: 'access',
  client: 1,
  id,
  items: rawItem(accesses(...list)),
})
const read = (from: number, to: number): MemoryEvent => ({ type: 'read', client: 1, id: 7, from, to })
const write = (from: number, ...values: number[]): MemoryEvent => ({
  type: 'write',
  client: 1,
  id: 8,
  from,
  items: rawItem(Buffer.from(Int16Array.from(values).buffer)),
})

/** Answers, with the memory that they bring as elements. */
function told(commands: Command[]): unknown[] {
  return commands.map((command) => {
    if (command.type !== 'items') return command
    return [...new Int16Array(new Uint8Array(command.items.payload).buffer)]
  })
}

describe('MemoryMachine', () => {
  it('carries accesses out in order, and answers with what was read and added', () => {
    const memory = new MemoryMachine('SharedArray-1', 'int16', 3, undefined)
    const answer = memory.handle(
      access(4, ['set', 0, 40_000], ['get', 0], ['add', 0, 1], ['add', 2, -5], ['get', 1]),
    )
    expect(told(answer)).toEqual([[-25_536, -25_535, -5, 0]])
    expect(answer).toMatchObject([{ client: 1, id: 4 }])
    expect(told(memory.handle(access(5, ['set', 1, 9])))).toEqual([
      { type: 'done', client: 1, id: 5, count: 1 },
    ])
    expect(told(memory.handle(read(0, 3)))).toEqual([[-25_535, 9, -5]])
  })

  it('begins with what it was created with', () => {
    const initial = rawItem(Buffer.from(Int16Array.of(1, 2, 3).buffer))
    expect(told(new MemoryMachine('A', 'int16', 3, initial).handle(read(1, 3)))).toEqual([[2, 3]])
    expect(told(new MemoryMachine('A', 'int16', 2, undefined).handle(read(0, 2)))).toEqual([[0, 0]])
  })

  it('writes and reads ranges, also at odd places of a frame, and empty ones', () => {
    const memory = new MemoryMachine('SharedArray-1', 'int16', 4, undefined)
    const frame = Buffer.alloc(5)
    frame.writeInt16LE(-7, 1)
    frame.writeInt16LE(8, 3)
    const odd = rawItem(frame.subarray(1))
    expect(memory.handle({ type: 'write', client: 1, id: 1, from: 2, items: odd })).toMatchObject([
      { type: 'done' },
    ])
    memory.handle(write(0, 3))
    expect(told(memory.handle(read(0, 4)))).toEqual([[3, 0, -7, 8]])
    expect(told(memory.handle(read(4, 4)))).toEqual([[]])
    expect(memory.handle(write(4))).toMatchObject([{ type: 'done' }])
  })

  it('gives a copy: what is written later does not change an answer that is on its way', () => {
    const memory = new MemoryMachine('SharedArray-1', 'int16', 1, undefined)
    const answer = memory.handle(read(0, 1))
    memory.handle(write(0, 5))
    expect(told(answer)).toEqual([[0]])
  })

  it('refuses what a damaged process asks for, and changes nothing', () => {
    const memory = new MemoryMachine('SharedArray-1', 'int16', 2, undefined)
    const refused = [
      access(1, ['set', 0, 1], ['get', 2]),
      read(0, 3),
      read(-1, 1),
      read(2, 1),
      write(1, 1, 2),
      write(-1, 1),
    ]
    for (const event of refused)
      expect(memory.handle(event)).toMatchObject([{ type: 'fail', code: 'misuse' }])
    expect(told(memory.handle(read(0, 2)))).toEqual([[0, 0]])
  })

  it('counts elements that are accessed alone, and ranges, with their bytes', () => {
    const memory = new MemoryMachine('SharedArray-1', 'int16', 4, undefined)
    memory.handle(access(1, ['get', 0], ['set', 0, 1], ['add', 0, 1]))
    memory.handle(read(0, 3))
    memory.handle(write(0, 1, 2, 3, 4))
    expect(memory.counters).toEqual({ gets: 2, puts: 3, bytesOut: 8, bytesIn: 12, depth: 0, maxDepth: 0 })
  })

  it('does not care who ends', () => {
    const memory = new MemoryMachine('SharedArray-1', 'int16', 1, undefined)
    memory.handle(write(0, 5))
    const end = { pid: 1, name: 'worker', exitCode: 1, signal: null }
    expect(memory.handle({ type: 'gone', client: 1, end } as MemoryEvent)).toEqual([])
    expect(memory.handle({ type: 'timeout', client: 1, id: 1 })).toEqual([])
    expect(told(memory.handle(read(0, 1)))).toEqual([[5]])
  })
})
