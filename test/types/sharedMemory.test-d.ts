import { expectTypeOf, test } from 'vitest'
import {
  getContext,
  type Lock,
  Process,
  RawArray,
  RawValue,
  type RLock,
  SharedArray,
  SharedValue,
} from '../../src/engine/library/index.ts'

/** What a program's author is told about shared values and arrays while typing. */

test('64-bit integers are bigints, everything else is a number', () => {
  const int = new SharedValue('int32', 1)
  const big = new SharedValue('uint64', 1n)
  expectTypeOf(int.get()).resolves.toEqualTypeOf<number>()
  expectTypeOf(big.get()).resolves.toEqualTypeOf<bigint>()
  expectTypeOf(new SharedValue('float64').add(0.5)).resolves.toEqualTypeOf<number>()
  expectTypeOf(new RawValue('int64').add(1n)).resolves.toEqualTypeOf<bigint>()
  expectTypeOf(int.set(2)).resolves.toEqualTypeOf<void>()
  expectTypeOf(int.type).toEqualTypeOf<'int32'>()
  // @ts-expect-error a bigint is for 64 bits
  void int.set(1n)
  // @ts-expect-error a number is not
  void big.add(1)
  // @ts-expect-error text is no number
  void int.set('1')
  // @ts-expect-error its first value is of its type
  void new SharedValue('int64', 1)
  // @ts-expect-error Python's letters are words here
  void new SharedValue('i', 0)
  // @ts-expect-error what it is now is asked for
  void (int.get() + 1)
})

test('an array knows its elements, its ranges, and its memory', async () => {
  const floats = new SharedArray('float32', 10)
  const longs = new RawArray('int64', [1n, 2n])
  expectTypeOf(floats.length).toEqualTypeOf<number>()
  expectTypeOf(floats.get(0)).resolves.toEqualTypeOf<number>()
  expectTypeOf(floats.getRange(1, 2)).resolves.toEqualTypeOf<Float32Array<ArrayBuffer>>()
  expectTypeOf(floats.toArray()).resolves.toEqualTypeOf<number[]>()
  expectTypeOf(longs.toArray()).resolves.toEqualTypeOf<bigint[]>()
  expectTypeOf(longs.getRange()).resolves.toEqualTypeOf<BigInt64Array<ArrayBuffer>>()
  expectTypeOf(floats.view()).resolves.toEqualTypeOf<Float32Array<SharedArrayBuffer> | undefined>()
  expectTypeOf(floats.isSharedMemory).toEqualTypeOf<boolean>()
  void floats.setRange(0, [1, 2])
  void floats.setRange(0, Float64Array.of(1))
  void longs.setRange(0, new Set([1n]))
  const view = await longs.view()
  if (view) Atomics.add(view, 0, 1n)
  // @ts-expect-error elements of another type
  void longs.setRange(0, [1])
  // @ts-expect-error items of another type
  void new SharedArray('int32', [1n])
  // @ts-expect-error text is no list of numbers
  void new SharedArray('int8', '123')
  // @ts-expect-error its length is fixed
  floats.length = 5
  // @ts-expect-error an element is asked for
  void floats[0]
})

test('what is shared has a lock, what is raw has none', () => {
  const value = new SharedValue('int32')
  expectTypeOf(value.getLock()).toEqualTypeOf<Lock | RLock>()
  expectTypeOf(value.getLock().runExclusive(() => 'done')).resolves.toEqualTypeOf<string>()
  void new SharedArray('int8', 2, { lock: value.getLock() })
  // @ts-expect-error it has none
  new RawValue('int32').getLock()
  // @ts-expect-error nor can it be given one
  void new RawArray('int32', 2, { lock: value.getLock() })
  // @ts-expect-error a name is no lock
  void new SharedValue('int32', 0, { lock: 'mine' })
})

declare function use(counter: SharedValue<'int32'>, cells: RawArray<'int64'>): Promise<void>
declare function useRaw(counter: RawValue<'int32'>): Promise<void>

test('goes to a target that wants its type', () => {
  const counter = new SharedValue('int32')
  void new Process({ target: use, args: [counter, new RawArray('int64', 1)] })
  void new Process({ target: use, args: [counter, new SharedArray('int64', 1)] })
  void new Process({ target: useRaw, args: [counter] })
  void new Process({
    target: use,
    args: [new (getContext('thread').SharedValue)('int32'), new RawArray('int64', 1)],
  })
  // @ts-expect-error other elements
  void new Process({ target: use, args: [counter, new RawArray('int32', 1)] })
  // @ts-expect-error another type
  void new Process({ target: useRaw, args: [new RawValue('float64')] })
  // @ts-expect-error without a lock
  void new Process({ target: use, args: [new RawValue('int32'), new RawArray('int64', 1)] })
})
