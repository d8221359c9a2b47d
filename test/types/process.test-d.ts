import { expectTypeOf, test } from 'vitest'
import {
  activeChildren,
  currentProcess,
  parentProcess,
  Process,
  Queue,
  type ParentProcess,
  type ProcessOptions,
} from '../../src/engine/library/index.ts'

/** What a program's author is told about processes while typing. */

declare function greet(name: string, times?: number): void
declare function both(name: string, times: number): Promise<string>
declare function nothing(): void
declare function many(...names: string[]): void
declare function fill(queue: Queue<number>): Promise<void>

test('a process takes the arguments of its target, and only those', () => {
  void new Process({ target: greet, args: ['a'] })
  void new Process({ target: greet, args: ['a', 2] })
  void new Process({ target: both, args: ['a', 2], name: 'both', daemon: true })
  void new Process({ target: many, args: ['a', 'b', 'c'] })
  void new Process({ target: fill, args: [new Queue<number>()] })
  // @ts-expect-error an argument has the wrong type
  void new Process({ target: both, args: ['a', '2'] })
  // @ts-expect-error an argument is missing
  void new Process({ target: both, args: ['a'] })
  // @ts-expect-error one too many
  void new Process({ target: greet, args: ['a', 1, 2] })
  // @ts-expect-error the queue carries something else
  void new Process({ target: fill, args: [new Queue<string>()] })
  // @ts-expect-error args are a list
  void new Process({ target: greet, args: 'a' })
  // @ts-expect-error a target is a function, not its name
  void new Process({ target: 'greet' })
})

test('the arguments may be left out only where the target can do without', () => {
  void new Process({ target: nothing })
  void new Process({ target: many })
  void new Process({ name: 'of a subclass' })
  void new Process()
  // @ts-expect-error the target needs a name
  void new Process({ target: greet })
  expectTypeOf<ProcessOptions<[string]>>().toHaveProperty('args')
  expectTypeOf<ProcessOptions['args']>().toEqualTypeOf<unknown[] | undefined>()
})

test('processes of different targets fit into one list', () => {
  const processes: Process[] = [new Process({ target: greet, args: ['a'] })]
  processes.push(new Process({ target: both, args: ['a', 2] }), new Process(), currentProcess())
  expectTypeOf(activeChildren()).toEqualTypeOf<Process[]>()
})

test('what is known at once is a property, what must be waited for a promise', () => {
  const process = new Process({ target: nothing })
  expectTypeOf(process.pid).toEqualTypeOf<number | null>()
  expectTypeOf(process.exitCode).toEqualTypeOf<number | null>()
  expectTypeOf(process.isAlive()).toEqualTypeOf<boolean>()
  expectTypeOf(process.start()).resolves.toEqualTypeOf<void>()
  expectTypeOf(process.join(100)).resolves.toEqualTypeOf<boolean>()
  expectTypeOf(parentProcess()).toEqualTypeOf<ParentProcess | null>()
  process.daemon = true
  // @ts-expect-error nobody gives a process its pid
  process.pid = 5
  // @ts-expect-error a time-out is a number of milliseconds
  void process.join({ timeoutMs: 100 })
})

test('a subclass has fields and a run of its own', () => {
  class Counter extends Process {
    readonly numbers: number[]
    constructor(numbers: number[]) {
      super({ name: 'counter' })
      this.numbers = numbers
    }
    override async run(): Promise<void> {
      await super.run()
    }
  }
  expectTypeOf(new Counter([1]).numbers).toEqualTypeOf<number[]>()
  expectTypeOf(new Counter([1])).toExtend<Process>()

  class Returning extends Process {
    // @ts-expect-error what run returns is nobody's: it resolves with nothing
    override async run(): Promise<number> {
      return 1
    }
  }
  void Returning
})
