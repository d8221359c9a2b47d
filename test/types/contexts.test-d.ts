import { expectTypeOf, test } from 'vitest'
import type { Pool, Queue } from '../../src/engine/library/index.ts'
import {
  getAllStartMethods,
  getContext,
  getLogger,
  getStartMethod,
  logToStderr,
  Process,
  setStartMethod,
  type Context,
  type Logger,
  type LogRecord,
  type StartMethod,
  type SyncManager,
} from '../../src/engine/library/index.ts'

/** What a program's author is told about start methods, contexts and logging while typing. */

declare function greet(name: string, times?: number): void
declare function square(n: number): number
declare function prepare(name: string): void

test('start methods are known by name', () => {
  expectTypeOf(getStartMethod()).toEqualTypeOf<StartMethod>()
  expectTypeOf(getAllStartMethods()).toEqualTypeOf<StartMethod[]>()
  setStartMethod('standby')
  setStartMethod('spawn', { force: true })
  // @ts-expect-error no such method
  setStartMethod('fork')
  // @ts-expect-error no such method
  getContext('fork')
  // @ts-expect-error no such option
  setStartMethod('spawn', { forced: true })
})

test('a context has the names of the library, with their types', async () => {
  const context = getContext('standby')
  expectTypeOf(context).toEqualTypeOf<Context>()
  expectTypeOf(getContext()).toEqualTypeOf<Context>()
  expectTypeOf(context.Queue).toEqualTypeOf<typeof Queue>()
  expectTypeOf(context.cpuCount()).toEqualTypeOf<number>()
  expectTypeOf(context.getStartMethod()).toEqualTypeOf<StartMethod>()
  expectTypeOf(context.getContext('spawn')).toEqualTypeOf<Context>()
  expectTypeOf(await context.Manager()).toEqualTypeOf<SyncManager>()
  expectTypeOf(new context.Process({ target: greet, args: ['a', 2] })).toExtend<Process>()
  expectTypeOf(new context.Pool(2)).toExtend<Pool>()
  expectTypeOf(new context.Pool(2).map(square, [1])).toEqualTypeOf<Promise<number[]>>()
  void new context.Pool(2, { initializer: prepare, initArgs: ['a'] })
  // @ts-expect-error an argument has the wrong type
  void new context.Process({ target: greet, args: [1] })
  // @ts-expect-error the initializer needs its argument
  void new context.Pool(2, { initializer: prepare })
  // @ts-expect-error a context is not changed
  context.Process = Process
})

test('a class may extend the Process of a context', () => {
  class Crawler extends getContext('standby').Process {
    override async run(): Promise<void> {
      expectTypeOf(this.name).toEqualTypeOf<string>()
    }
  }
  expectTypeOf(new Crawler()).toExtend<Process>()
})

test('logging', () => {
  expectTypeOf(getLogger()).toEqualTypeOf<Logger>()
  const logger = logToStderr('info')
  logger.setLevel('subwarning')
  logger.info('%d items', 3)
  logger.addHandler((record) => expectTypeOf(record).toEqualTypeOf<LogRecord>())
  // @ts-expect-error no such level
  logger.setLevel('loud')
  // @ts-expect-error levels have names
  logToStderr(10)
})
