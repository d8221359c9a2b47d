import { describe } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** What a program can rely on of shared values and arrays, wherever their memory is. */
describe.each(startMethods)('Shared memory of processes by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${prelude}
    const { SharedValue, SharedArray, RawValue, RawArray, Lock, RLock, Pool } = mp
    export function leave(array, how) {
      for (let n = 0; n < 200; n++) array.add(0, 1)
      array.setRange(1, [11 * (how === 'exit' ? 2 : 1), how === 'exit' ? 2 : 1])
      if (how === 'exit') process.exit(0)
    }
    const errorsOf = async (...actions) => { const told = []; for (const action of actions) told.push(await failure(action)); return told }`,
  )

  describe('a value', () => {
    it(
      'is what it was created with, or 0, and then what it was set to',
      `const all = [new SharedValue('int32', 7), new SharedValue('float64'), new RawValue('int64', -3n), new RawValue('uint64')]
      const first = await Promise.all(all.map((value) => value.get()))
      await all[0].set(8); await all[1].set(0.5); await all[2].set(4n)
      return [first, await Promise.all(all.map((value) => value.get())), all.map(({ type }) => type)]`,
      [
        [7, 0, -3n, 0n],
        [8, 0.5, 4n, 0n],
        ['int32', 'float64', 'int64', 'uint64'],
      ],
    )

    it(
      'wraps integers as C does, when it is created, set and added to',
      `const created = await new SharedValue('uint8', 300).get()
      const value = new SharedValue('int8')
      const told = []
      for (const n of [127, 128, -129, 2 ** 40 + 1]) { await value.set(n); told.push(await value.get()) }
      await value.set(120)
      const big = new RawValue('uint64', 2n ** 64n - 1n)
      return [created, told, await value.add(10), await value.add(2 ** 53), await value.add(-300), await big.add(2n), await big.add(-2n)]`,
      [44, [127, -128, 127, 1], -126, -126, 86, 1n, 2n ** 64n - 1n],
    )

    it(
      'rounds floats to its type, and takes NaN and infinity',
      `const small = new SharedValue('float32', 0.1), large = new SharedValue('float64', 0.1)
      const told = [await small.get() === Math.fround(0.1), await large.get() === 0.1, await small.add(1e40), await large.add(0.2) === 0.1 + 0.2]
      await large.set(NaN)
      return [...told, await large.get(), await large.add(1)]`,
      [true, true, Infinity, true, NaN, NaN],
    )

    it(
      'refuses what is not of its type, and stays as it is',
      `const int = new SharedValue('int32', 5), big = new SharedValue('int64', 5n), float = new SharedValue('float64', 5)
      const errors = await errorsOf(() => int.set(1.5), () => int.set(NaN), () => int.add('1'), () => int.set(null), () => int.set(), () => int.add(1n), () => int.set(true),
        () => big.set(1), () => big.add(0.5), () => float.set('1'), () => float.add(1n), () => new SharedValue('int32', 0.5))
      return [new Set(errors), await int.get(), await big.get(), await float.get(), await failureText(() => int.set(1.5)), await failureText(() => big.add(3))]`,
      [
        new Set(['MisuseError']),
        5,
        5n,
        5,
        "MisuseError: An element of type 'int32' is an integer, not 1.5.",
        "MisuseError: An element of type 'int64' is a bigint, not 3: write 3n.",
      ],
    )

    it(
      "has one of ten types; Python's letters are explained",
      `return [await failureText(() => new SharedValue('i', 0)), await failure(() => new RawValue('int')), await failure(() => new RawArray('double', 2)), await failure(() => new SharedArray(undefined, 2))]`,
      [
        "MisuseError: There is no element type 'i': Python's 'i' is 'int32' here.",
        'MisuseError',
        'MisuseError',
        'MisuseError',
      ],
    )
  })

  describe('an array', () => {
    it(
      'has zeros for a size, or copies of the items of any list',
      `const items = [1, 2, 300], typed = Int16Array.of(7, -7)
      const arrays = [new SharedArray('uint8', 3), new SharedArray('uint8', items), new RawArray('int16', typed), new RawArray('int64', new Set([5n])), new SharedArray('float64', 0), new RawArray('float32', [])]
      items[0] = 9; typed[0] = 9
      return [await Promise.all(arrays.map((array) => array.toArray())), arrays.map(({ length }) => length)]`,
      [
        [[0, 0, 0], [1, 2, 44], [7, -7], [5n], [], []],
        [3, 3, 2, 1, 0, 0],
      ],
    )

    it(
      'refuses sizes and items that cannot be, and more than 256 MiB',
      `const errors = await errorsOf(() => new SharedArray('int8', -1), () => new SharedArray('int8', 1.5), () => new SharedArray('int8', NaN), () => new SharedArray('int8', '3'), () => new SharedArray('int8', null), () => new RawArray('int8', [1, 0.5]), () => new RawArray('int8'))
      return [new Set(errors), await failureText(() => new SharedArray('int8', -1)), await failureText(() => new RawArray('float64', 2 ** 25 + 1)), await failure(() => new RawArray('int8', 2 ** 60))]`,
      [
        new Set(['MisuseError']),
        "MisuseError: An array's size is an integer from 0 on, not -1.",
        "MisuseError: An array holds up to 256 MiB, which is 33554432 elements of type 'float64', not 33554433 (268435464 bytes): share the elements between several arrays.",
        'MisuseError',
      ],
    )

    it(
      'counts negative indices from the end, and has none beyond its ends',
      `const array = new SharedArray('int32', [10, 20, 30])
      await array.set(-1, 33)
      await array.add(-3, 1)
      const errors = await errorsOf(() => array.get(3), () => array.get(-4), () => array.set(3, 1), () => array.add(99, 1), () => array.get(1.5), () => array.get('1'), () => array.get(), () => array.get(NaN), () => new RawArray('int8', 0).get(0))
      return [await array.get(-1), await array.get(0), await array.toArray(), new Set(errors), await failureText(() => array.get(3))]`,
      [
        33,
        11,
        [11, 20, 33],
        new Set(['MisuseError']),
        'MisuseError: There is no index 3 in an array of 3 elements: valid are 0 to 2, and -1 to -3 from the end.',
      ],
    )

    it(
      'gives ranges as slice does, as typed arrays of their own',
      `const array = new SharedArray('int16', [1, 2, 3, 4, 5])
      const ranges = []
      for (const [from, to] of [[], [1], [1, 3], [-2], [-3, -1], [3, 1], [0, 99], [-99, 2], [9, 12], [undefined, 2], [0, Infinity]]) ranges.push([...await array.getRange(from, to)])
      const range = await array.getRange(1, 3), isTyped = range instanceof Int16Array && range.buffer instanceof ArrayBuffer
      range[0] = 99
      return [ranges, isTyped, await array.get(1), await errorsOf(() => array.getRange(0.5), () => array.getRange(0, '2'), () => array.getRange(NaN))]`,
      [
        [
          [1, 2, 3, 4, 5],
          [2, 3, 4, 5],
          [2, 3],
          [4, 5],
          [3, 4],
          [],
          [1, 2, 3, 4, 5],
          [1, 2],
          [],
          [1, 2],
          [1, 2, 3, 4, 5],
        ],
        true,
        2,
        ['MisuseError', 'MisuseError', 'MisuseError'],
      ],
    )

    it(
      'sets ranges, all of them or, when something is wrong, nothing; its length is fixed',
      `const array = new SharedArray('uint8', 5)
      await array.setRange(0, [1, 258]); await array.setRange(-2, Uint8Array.of(8, 9)); await array.setRange(5, []); await array.setRange(2, new Set([7]))
      const errors = await errorsOf(() => array.setRange(3, [1, 2, 3]), () => array.setRange(0, [5, 0.5]), () => array.setRange(6, []), () => array.setRange(-6, [1]), () => array.setRange(0, 'ab'), () => array.setRange(0, 5), () => array.setRange(5, [1]))
      return [await array.toArray(), new Set(errors), await failureText(() => array.setRange(3, [1, 2, 3])), array.length]`,
      [
        [1, 2, 7, 8, 9],
        new Set(['MisuseError']),
        'MisuseError: 3 values do not fit from index 3 on into an array of 5 elements, whose length is fixed: give at most 2.',
        5,
      ],
    )

    it(
      'keeps what it was given when the source changes before it is there',
      `const array = new SharedArray('float64', 2), source = Float64Array.of(1, 2)
      const done = array.setRange(0, source)
      source[0] = 99
      await done
      return array.toArray()`,
      [1, 2],
    )

    it(
      'holds every type at its limits',
      `const limits = { int8: [-128, 127], uint8: [0, 255], int16: [-32768, 32767], uint16: [0, 65535], int32: [-(2 ** 31), 2 ** 31 - 1], uint32: [0, 2 ** 32 - 1],
        int64: [-(2n ** 63n), 2n ** 63n - 1n], uint64: [0n, 2n ** 64n - 1n], float32: [-Infinity, 2 ** -149], float64: [Number.MAX_VALUE, Number.MIN_VALUE] }
      const told = {}
      for (const [type, values] of Object.entries(limits)) {
        const array = new RawArray(type, 2)
        await array.set(0, values[0]); await array.set(1, values[1])
        const read = [await array.get(0), await array.get(1)], all = await array.toArray()
        told[type] = [read, all].every((list) => list.every((value, index) => Object.is(value, values[index])))
      }
      return told`,
      Object.fromEntries(
        ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64'].map(
          (type) => [type, true],
        ),
      ),
    )

    it(
      'moves large ranges whole',
      `const array = new RawArray('uint32', 2 ** 20), source = Uint32Array.from({ length: 2 ** 20 }, (_, n) => n * 7)
      await array.setRange(0, source)
      const ranges = await Promise.all([array.getRange(), array.getRange(500_000, 500_003), ...Array.from({ length: 8 }, () => array.getRange(1))])
      return [Buffer.compare(Buffer.from(ranges[0].buffer), Buffer.from(source.buffer)), [...ranges[1]], ranges.slice(2).every((range) => range.length === 2 ** 20 - 1 && range[0] === 7)]`,
      [0, [3_500_000, 3_500_007, 3_500_014], true],
    )
  })

  describe('calls', () => {
    it(
      'that are not awaited are carried out in their order, also those of a burst',
      `const array = new SharedArray('int32', 8), value = new SharedValue('float64')
      const told = []
      for (let n = 0; n < 3_000; n++) {
        array.add(n % 8, 1)
        value.add(0.5)
        if (n === 1_500) told.push(value.get(), array.getRange(0, 2))
        if (n === 2_000) array.setRange(0, [0, 0])
      }
      array.set(7, -1)
      const [half, range] = await Promise.all(told)
      return [half, [...range], await array.toArray(), await value.get()]`,
      [750.5, [188, 188], [124, 125, 375, 375, 375, 375, 375, -1], 1_500],
    )

    it(
      'let timers and messages come in between, also when a loop awaits nothing else',
      `const flag = new SharedValue('int8')
      setTimeout(() => flag.set(1), 5)
      let n = 0
      while (!(await flag.get())) n++
      return n > 0`,
      true,
    )

    it(
      'that are not awaited at the end of a process are carried out, and its process.exit() comes after them',
      `const array = new SharedArray('int32', 3)
      for (const how of ['return', 'exit']) {
        const p = new Process({ target: leave, args: [array, how] })
        await p.start()
        await p.join()
      }
      return array.toArray()`,
      [400, 22, 2],
    )
  })
})
