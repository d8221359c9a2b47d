import { expectTypeOf, test } from 'vitest'
import * as multiprocessing from '../../src/engine/library/index.ts'
import * as dummy from '../../src/engine/library/dummy.ts'

/** What a program's author is told about threads while typing. */

declare function square(n: number): number
declare function open(path: string, mode: number): Promise<void>

test('a thread carries the types of its target', () => {
  void new dummy.Process({ target: open, args: ['a', 1] })
  // @ts-expect-error an argument has the wrong type
  void new dummy.Process({ target: open, args: [1, 'a'] })
  // @ts-expect-error the target needs arguments
  void new dummy.Process({ target: open })
  expectTypeOf<dummy.Process>().toExtend<multiprocessing.Process>()
})

test('a pool of threads is a pool', () => {
  const pool = new dummy.Pool(2, { initializer: open, initArgs: ['a', 1] })
  expectTypeOf(pool).toExtend<multiprocessing.Pool<[path: string, mode: number]>>()
  expectTypeOf(pool.map(square, [1])).toEqualTypeOf<Promise<number[]>>()
  expectTypeOf<typeof dummy.Pool>().toEqualTypeOf<typeof multiprocessing.ThreadPool>()
  // @ts-expect-error the initializer needs arguments
  void new multiprocessing.ThreadPool(2, { initializer: open })
})

test('what is not started is the same', () => {
  expectTypeOf<dummy.Queue<number>>().toEqualTypeOf<multiprocessing.Queue<number>>()
  expectTypeOf<typeof dummy.Lock>().toEqualTypeOf<typeof multiprocessing.Lock>()
})
