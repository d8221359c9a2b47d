import { expectTypeOf, test } from 'vitest'
import { Pool, type AsyncResult } from '../../src/engine/library/index.ts'

/** What a program's author is told about pools while typing. */

declare const pool: Pool
declare function open(path: string, mode: number): Promise<void>
declare function nothing(): void
declare function square(n: number): number
declare function load(name: string): Promise<{ bytes: number }>
declare function identity<T>(value: T): T

test('an initializer takes its arguments', () => {
  void new Pool(2, { initializer: open, initArgs: ['a', 1] })
  void new Pool(2, { initializer: nothing })
  const pools: Pool[] = [new Pool(1, { initializer: open, initArgs: ['a', 1] })]
  pools.push(new Pool())
  // @ts-expect-error an argument has the wrong type
  void new Pool(2, { initializer: open, initArgs: ['a', 'b'] })
  // @ts-expect-error the initializer needs arguments
  void new Pool(2, { initializer: open })
  // @ts-expect-error the number of workers comes first
  void new Pool({ processes: 2 })
})

test('results have the type that the function resolves with', async () => {
  expectTypeOf(pool.mapAsync(load, ['a'])).toExtend<AsyncResult<{ bytes: number }[]>>()
  expectTypeOf(pool.mapAsync(load, ['a']).get(100)).resolves.toEqualTypeOf<{ bytes: number }[]>()
  expectTypeOf(pool.map(identity<string>, ['a'])).resolves.toEqualTypeOf<string[]>()
  for await (const result of pool.imapUnordered(load, ['a']))
    expectTypeOf(result.bytes).toEqualTypeOf<number>()
  for await (const result of pool.imap(square, countTo(3))) expectTypeOf(result).toEqualTypeOf<number>()
  // @ts-expect-error a map is over an iterable
  void pool.map(square, 3)
  // @ts-expect-error the function takes a number
  void pool.imap(load, [1])
  // @ts-expect-error a chunk size is a number
  void pool.map(square, [1], { chunkSize: 'auto' })
})

declare function countTo(n: number): AsyncIterable<number>
