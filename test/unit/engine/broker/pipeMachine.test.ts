import { describe, expect, it } from 'vitest'
import type { Command } from '../../../../src/engine/broker/machine.ts'
import {
  PipeMachine,
  pipeLimitBytes,
  type EndIndex,
  type PipeEvent,
} from '../../../../src/engine/broker/pipeMachine.ts'
import { items, valuesOf } from './items.ts'

const main = 1
const child = 2

function send(end: EndIndex, client: number, id: number, ...values: unknown[]): PipeEvent {
  return { type: 'send', end, client, id, items: items(...values) }
}
function recv(end: EndIndex, client: number, id: number): PipeEvent {
  return { type: 'recv', end, client, id, timeoutMs: undefined }
}
function told(commands: Command[]): unknown[] {
  return commands.map((command) => {
    if (command.type === 'items') return { items: valuesOf(command.items), to: command.client }
    if (command.type === 'done') return { done: command.count, to: command.client }
    if (command.type === 'fail') return { fail: command.code, to: command.client, id: command.id }
    if (command.type === 'value') return { value: command.value, to: command.client }
    return command.type
  })
}
/** Hands an end on to a process, as a message or an argument does. */
function pass(pipe: PipeMachine, end: EndIndex, client: number): void {
  pipe.handle({ type: 'sent', end })
  pipe.handle({ type: 'arrived', end, client })
}

describe('PipeMachine', () => {
  it('keeps the boundaries and the order of messages, in both directions', () => {
    const pipe = new PipeMachine('Pipe-1', true, main)
    pipe.handle(send(0, main, 1, 'to the second', ''))
    pipe.handle(send(1, main, 2, 'to the first'))
    expect(told(pipe.handle(recv(1, main, 3)))).toEqual([{ items: ['to the second'], to: main }])
    expect(told(pipe.handle(recv(1, main, 4)))).toEqual([{ items: [''], to: main }])
    expect(told(pipe.handle(recv(0, main, 5)))).toEqual([{ items: ['to the first'], to: main }])
  })

  it('keeps what a process that leaves in order has sent, past its end and its close, before the end of file', () => {
    const pipe = new PipeMachine('Pipe-1', false, main)
    pass(pipe, 1, child)
    for (const id of [1, 2, 3]) pipe.handle(send(1, child, id, new Uint8Array(pipeLimitBytes).fill(id)))
    pipe.handle({ type: 'leaving', client: child })
    pipe.handle({ type: 'close', end: 1, client: child, id: 4 })
    pipe.handle({ type: 'gone', client: child })
    pipe.handle({ type: 'close', end: 1, client: main, id: 1 })
    const received = [2, 3, 4].map((id) => told(pipe.handle(recv(0, main, id)))[0] as { items: Uint8Array[] })
    expect(received.map(({ items: [message] }) => message?.[0])).toEqual([1, 2, 3])
    expect(told(pipe.handle(recv(0, main, 5)))).toEqual([{ fail: 'end-of-file', to: main, id: 5 }])
  })

  it('the end of file comes only when every holder of the other end is gone, and after what was sent', () => {
    const pipe = new PipeMachine('Pipe-1', false, main)
    pass(pipe, 1, child)
    pipe.handle(send(1, child, 1, 'last words'))
    pipe.handle({ type: 'gone', client: child })
    expect(told(pipe.handle(recv(0, main, 2)))).toEqual([{ items: ['last words'], to: main }])
    expect(told(pipe.handle(recv(0, main, 3)))).toEqual(['park'])
    expect(pipe.holders(1)).toEqual([main])
    expect(told(pipe.handle({ type: 'close', end: 1, client: main, id: 4 }))).toEqual([
      { fail: 'end-of-file', to: main, id: 3 },
      { done: 1, to: main },
    ])
  })

  it('an end that travels keeps the pipe open; a message with it that is dropped closes it', () => {
    const pipe = new PipeMachine('Pipe-1', false, main)
    pipe.handle({ type: 'sent', end: 1 })
    pipe.handle({ type: 'close', end: 1, client: main, id: 1 })
    expect(told(pipe.handle(recv(0, main, 2)))).toEqual(['park'])
    expect(told(pipe.handle({ type: 'arrived', end: 1, client: undefined }))).toEqual([
      { fail: 'end-of-file', to: main, id: 2 },
    ])
  })

  it('poll is true at a message and at the end of file, false after its time', () => {
    const pipe = new PipeMachine('Pipe-1', true, main)
    const poll = (id: number, timeoutMs?: number) =>
      told(pipe.handle({ type: 'poll', end: 0, client: main, id, timeoutMs }))
    expect(poll(1, 0)).toEqual([{ value: false, to: main }])
    expect(poll(2, 100)).toEqual(['park'])
    expect(told(pipe.handle({ type: 'timeout', client: main, id: 2 }))).toEqual([{ value: false, to: main }])
    expect(poll(3)).toEqual(['park'])
    expect(told(pipe.handle({ type: 'close', end: 1, client: main, id: 4 }))).toContainEqual({
      value: true,
      to: main,
    })
    expect(poll(5, 0)).toEqual([{ value: true, to: main }])
  })

  it('a send into a pipe that nobody reads any more is a broken pipe, also one that waited for room', () => {
    const pipe = new PipeMachine('Pipe-1', true, main)
    pass(pipe, 1, child)
    pipe.handle({ type: 'close', end: 1, client: main, id: 1 })
    pipe.handle(send(0, main, 2, Buffer.alloc(pipeLimitBytes)))
    expect(told(pipe.handle(send(0, main, 3, 'waits')))).toEqual(['park'])
    expect(told(pipe.handle({ type: 'gone', client: child }))).toContainEqual({
      fail: 'broken-pipe',
      to: main,
      id: 3,
    })
    expect(told(pipe.handle(send(0, main, 4, 'too late')))).toContainEqual({
      fail: 'broken-pipe',
      to: main,
      id: 4,
    })
  })

  it('waits for room, and goes on when the reader takes', () => {
    const pipe = new PipeMachine('Pipe-1', true, main)
    pipe.handle(send(0, main, 1, Buffer.alloc(pipeLimitBytes)))
    pipe.handle(send(0, main, 2, 'waits'))
    expect(told(pipe.handle(recv(1, main, 3)))).toEqual([
      expect.objectContaining({ to: main }),
      { done: 1, to: main },
    ])
  })

  it('waits for room also when the messages have no bytes', () => {
    const pipe = new PipeMachine('Pipe-1', true, main)
    const burst = items(...new Array<undefined>(1024))
    const isParked = (id: number): boolean =>
      pipe
        .handle({ type: 'send', end: 0, client: main, id, items: burst })
        .some(({ type }) => type === 'park')
    let bursts = 0
    while (bursts < 5_000 && !isParked(bursts * 1024)) bursts++
    expect(bursts).toBeLessThan(5_000)
  })

  it('closing an end fails what its own process still waits for there', () => {
    const pipe = new PipeMachine('Pipe-1', true, main)
    pipe.handle(recv(0, main, 1))
    expect(told(pipe.handle({ type: 'close', end: 0, client: main, id: 2 }))).toContainEqual({
      fail: 'closed',
      to: main,
      id: 1,
    })
  })

  it('answers who does not hold the end with an error, whatever it asks; its loan is the others’ again', () => {
    const pipe = new PipeMachine('Pipe-1', true, main)
    pass(pipe, 0, child)
    pipe.handle(send(1, main, 1, 'lent', 'also', 'third'))
    pipe.handle({ type: 'borrow', end: 0, client: main, id: 2, max: 2 })
    pipe.handle({ type: 'close', end: 0, client: main, id: 3 })
    const closed = (id: number): unknown => ({ fail: 'closed', to: main, id })
    expect(told(pipe.handle({ type: 'borrow', end: 0, client: main, id: 4, max: 2 }))).toEqual([closed(4)])
    expect(told(pipe.handle(recv(0, main, 5)))).toEqual([closed(5)])
    const poll = pipe.handle({ type: 'poll', end: 0, client: main, id: 6, timeoutMs: undefined })
    expect(told(poll)).toEqual([closed(6)])
    expect(told(pipe.handle(send(0, main, 7, 'a', 'b')))).toEqual([closed(7), closed(8), 'drop'])
    expect(told(pipe.handle(recv(0, child, 1)))).toEqual([{ items: ['lent'], to: child }])
    expect(pipe.counters).toMatchObject({ puts: 3, gets: 1, depth: 2 })
  })

  it('an end that came on loan and goes back is open, but not held by who had it', () => {
    const pipe = new PipeMachine('Pipe-1', false, main)
    pass(pipe, 1, child)
    pipe.handle({ type: 'close', end: 1, client: main, id: 1 })
    pipe.handle({ type: 'returned', end: 1, client: child })
    expect(pipe.holders(1)).toEqual([])
    pipe.handle({ type: 'gone', client: child })
    expect(told(pipe.handle(recv(0, main, 2)))).toEqual(['park'])
    pipe.handle({ type: 'arrived', end: 1, client: 3 })
    expect(told(pipe.handle({ type: 'gone', client: 3 }))).toEqual([{ fail: 'end-of-file', to: main, id: 2 }])
  })
})
