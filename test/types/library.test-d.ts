import { expectTypeOf, test } from 'vitest'
import type { Connection } from '../../src/engine/library/index.ts'
import {
  Pipe,
  Pool,
  Process,
  Queue,
  type AsyncResult,
  type ResultIterator,
} from '../../src/engine/library/index.ts'

/** What a program's author is told while typing. */

declare const pool: Pool
declare function square(n: number): number
declare function load(name: string): Promise<Uint8Array>
declare function area(width: number, height: number): number

test('a pool knows items and results by its function', () => {
  expectTypeOf(pool.map(square, [1, 2])).resolves.toEqualTypeOf<number[]>()
  // What the function resolves with, not the promise: that stays in the worker.
  expectTypeOf(pool.map(load, ['a'])).resolves.toEqualTypeOf<Uint8Array[]>()
  expectTypeOf(pool.starmap(area, [[1, 2]])).resolves.toEqualTypeOf<number[]>()
  expectTypeOf(pool.apply(area, [1, 2])).resolves.toEqualTypeOf<number>()
  expectTypeOf(pool.applyAsync(load, ['a'])).toExtend<AsyncResult<Uint8Array>>()
  expectTypeOf(pool.imap(square, [1])).toExtend<ResultIterator<number>>()
})

test('a pool refuses items that its function does not take', () => {
  // @ts-expect-error items are strings, the function takes numbers
  void pool.map(square, ['a'])
  // @ts-expect-error one argument is missing
  void pool.apply(area, [1])
  // @ts-expect-error a tuple has the wrong type at its second place
  void pool.starmap(area, [[1, 'b']])
  // @ts-expect-error there is no such reaction to a worker's death
  void new Pool(2, { onWorkerDeath: 'ignore' })
})

test('a queue carries what it was made for', () => {
  const queue = new Queue<{ n: number }>(8)
  expectTypeOf(queue.get()).resolves.toEqualTypeOf<{ n: number }>()
  // @ts-expect-error not what the queue carries
  void queue.put('text')
  // @ts-expect-error the time-out is in milliseconds, in an object
  void queue.get(100)
})

test('a pipe has two ends', () => {
  expectTypeOf(Pipe()).toEqualTypeOf<[Connection<unknown>, Connection<unknown>]>()
  const [here] = Pipe<string>()
  expectTypeOf(here.recv()).resolves.toEqualTypeOf<string>()
  // @ts-expect-error not what the pipe carries
  void here.send(1)
})

test('a process takes the arguments of its target', () => {
  expectTypeOf(new Process({ target: area, args: [1, 2] })).toExtend<Process<[number, number]>>()
  // @ts-expect-error an argument has the wrong type
  void new Process({ target: area, args: [1, 'b'] })
  expectTypeOf<Process['exitCode']>().toEqualTypeOf<number | null>()
  expectTypeOf<Process['pid']>().toExtend<number | null | undefined>()
})
