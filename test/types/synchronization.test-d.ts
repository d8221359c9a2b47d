import { expectTypeOf, test } from 'vitest'
import {
  Barrier,
  BoundedSemaphore,
  type BrokenBarrierError,
  Condition,
  Event,
  Lock,
  type MultiprocessingError,
  type OwnerDiedError,
  Process,
  Queue,
  RLock,
  Semaphore,
} from '../../src/engine/library/index.ts'

/** What a program's author is told about locks and their like while typing. */

test('a lock is acquired and released; nothing of it is there without asking', async () => {
  for (const lock of [new Lock(), new RLock(), new Semaphore(2), new BoundedSemaphore()]) {
    expectTypeOf(lock.acquire()).resolves.toEqualTypeOf<boolean>()
    expectTypeOf(lock.acquire({ blocking: false })).resolves.toEqualTypeOf<boolean>()
    expectTypeOf(lock.acquire({ timeoutMs: 100 })).resolves.toEqualTypeOf<boolean>()
    expectTypeOf(lock.release()).resolves.toEqualTypeOf<void>()
  }
  const lock = new Lock()
  // @ts-expect-error the time-out has a name
  void lock.acquire(100)
  // @ts-expect-error and whether to wait, too
  void lock.acquire(false)
  // @ts-expect-error a lock has no value
  void lock.getValue()
  // @ts-expect-error nor a start
  void new Lock(1)
  expectTypeOf(new Semaphore(3).getValue()).resolves.toEqualTypeOf<number>()
  // @ts-expect-error permits are a number
  void new Semaphore('3')
  await lock.release()
})

test('runExclusive gives what the function gives, awaited', () => {
  const lock = new Lock()
  expectTypeOf(lock.runExclusive(() => 5)).resolves.toEqualTypeOf<number>()
  expectTypeOf(lock.runExclusive(async () => ['a'])).resolves.toEqualTypeOf<string[]>()
  expectTypeOf(new Condition().runExclusive(() => true, { timeoutMs: 5 })).resolves.toEqualTypeOf<boolean>()
  // @ts-expect-error a function is called, not a promise
  void lock.runExclusive(Promise.resolve(5))
  // @ts-expect-error it is given nothing
  void lock.runExclusive((held: Lock) => held)
})

test('a condition goes with a lock', () => {
  const condition = new Condition(new Lock())
  void new Condition(new RLock())
  expectTypeOf(condition.wait(100)).resolves.toEqualTypeOf<boolean>()
  expectTypeOf(condition.waitFor(() => 'text')).resolves.toEqualTypeOf<string>()
  expectTypeOf(condition.waitFor(async () => [1].at(0), 100)).resolves.toEqualTypeOf<number | undefined>()
  expectTypeOf(condition.notify(2)).resolves.toEqualTypeOf<void>()
  expectTypeOf(condition.notifyAll()).resolves.toEqualTypeOf<void>()
  // @ts-expect-error an event is no lock
  void new Condition(new Event())
  // @ts-expect-error nor is a semaphore
  void new Condition(new Semaphore())
  // @ts-expect-error how many is a number
  void condition.notify('all')
  // @ts-expect-error the time-out is a number
  void condition.wait({ timeoutMs: 100 })
})

test('an event is asked whether it is set', () => {
  const event = new Event()
  expectTypeOf(event.isSet()).resolves.toEqualTypeOf<boolean>()
  expectTypeOf(event.wait(100)).resolves.toEqualTypeOf<boolean>()
  // @ts-expect-error the answer comes later
  const isSet: boolean = event.isSet()
  void isSet
  // @ts-expect-error it takes nothing
  void event.set(true)
})

test('a barrier gives each its index', () => {
  const barrier = new Barrier(3, { action: () => 'ignored', timeoutMs: 100 })
  expectTypeOf(barrier.wait()).resolves.toEqualTypeOf<number>()
  expectTypeOf(barrier.waiting()).resolves.toEqualTypeOf<number>()
  expectTypeOf(barrier.isBroken()).resolves.toEqualTypeOf<boolean>()
  expectTypeOf(barrier.parties).toEqualTypeOf<number>()
  // @ts-expect-error it needs its parties
  void new Barrier()
  // @ts-expect-error the action is given nothing
  void new Barrier(3, { action: (index: number) => index })
  // @ts-expect-error the action has a name
  void new Barrier(3, () => {})
  // @ts-expect-error it was made with its parties
  barrier.parties = 4
})

declare function guarded(lock: Lock, condition: Condition, results: Queue<number>): Promise<void>

test('they travel as arguments and inside messages', () => {
  void new Process({ target: guarded, args: [new Lock(), new Condition(), new Queue<number>()] })
  // @ts-expect-error not what the target takes
  void new Process({ target: guarded, args: [new Lock(), new Event(), new Queue<number>()] })
  void new Queue<{ done: Event }>().put({ done: new Event() })
})

test('their errors are the library’s, with what is known', () => {
  expectTypeOf<OwnerDiedError>().toExtend<MultiprocessingError>()
  expectTypeOf<OwnerDiedError['pid']>().toEqualTypeOf<number>()
  expectTypeOf<OwnerDiedError['signal']>().toEqualTypeOf<string | null>()
  expectTypeOf<BrokenBarrierError>().toExtend<MultiprocessingError>()
})
