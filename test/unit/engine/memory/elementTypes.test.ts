import { describe, expect, it } from 'vitest'
import {
  checkElement,
  checkType,
  elementBytes,
  elementTypes,
  toElements,
} from '../../../../src/engine/memory/elementTypes.ts'

const refusal = (action: () => unknown): string => {
  try {
    action()
  } catch (error) {
    return (error as Error).message
  }
  return 'none'
}

describe('element types', () => {
  it('are the typed arrays', () => {
    expect(elementTypes.map((type) => [type, elementBytes(type)])).toEqual([
      ['int8', 1],
      ['uint8', 1],
      ['int16', 2],
      ['uint16', 2],
      ['int32', 4],
      ['uint32', 4],
      ['int64', 8],
      ['uint64', 8],
      ['float32', 4],
      ['float64', 8],
    ])
  })

  it("are named by what they are; Python's letters are explained", () => {
    expect(refusal(() => checkType('i'))).toBe("There is no element type 'i': Python's 'i' is 'int32' here.")
    expect(refusal(() => checkType('toString'))).toMatch(
      /^There is no element type 'toString': use one of int8, /,
    )
    expect(refusal(() => checkType(undefined))).toMatch(/^There is no element type undefined: use one of /)
  })

  it.each([
    ['int8', 1.5, "An element of type 'int8' is an integer, not 1.5."],
    ['int32', NaN, "An element of type 'int32' is an integer, not NaN."],
    ['uint32', Infinity, "An element of type 'uint32' is an integer, not Infinity."],
    ['int32', '3', "An element of type 'int32' is an integer, not '3'."],
    ['int32', null, "An element of type 'int32' is an integer, not null."],
    ['int32', true, "An element of type 'int32' is an integer, not true."],
    ['int32', 5n, "An element of type 'int32' is an integer, not 5n: only int64 and uint64 take bigints."],
    ['int64', 5, "An element of type 'int64' is a bigint, not 5: write 5n."],
    ['uint64', 0.5, "An element of type 'uint64' is a bigint, not 0.5."],
    ['float64', '1', "An element of type 'float64' is a number, not '1'."],
    ['float32', undefined, "An element of type 'float32' is a number, not undefined."],
  ] as const)('%s refuses %s', (type, value, message) => {
    expect(refusal(() => checkElement(type, value))).toBe(message)
  })

  it.each([
    ['int8', [127, 128, 300, -129, 2 ** 70, -0], [127, -128, 44, 127, 0, 0]],
    ['uint8', [255, 256, -1], [255, 0, 255]],
    ['uint16', [65_536, -1], [0, 65_535]],
    ['int32', [2 ** 31, 2 ** 32 + 5, -(2 ** 31) - 1], [-(2 ** 31), 5, 2 ** 31 - 1]],
    ['int64', [2n ** 63n, -1n], [-(2n ** 63n), -1n]],
    ['uint64', [2n ** 64n + 5n, -1n], [5n, 2n ** 64n - 1n]],
    ['float32', [0.1, 1e40, NaN], [Math.fround(0.1), Infinity, NaN]],
    ['float64', [0.1, NaN, -Infinity], [0.1, NaN, -Infinity]],
  ] as const)('%s wraps or rounds as C does', (type, values, expected) => {
    expect([...toElements(type, values)]).toEqual(expected)
  })

  it('come from any list, and are always a copy', () => {
    const source = Int32Array.of(1, 2)
    const copy = toElements('int32', source)
    source[0] = 9
    expect(copy).toEqual(Int32Array.of(1, 2))
    const bytes = Buffer.from([1, 2])
    const copied = toElements('uint8', bytes)
    bytes[0] = 9
    expect([...copied]).toEqual([1, 2])
    expect([...toElements('int8', new Set([3, 4]))]).toEqual([3, 4])
    expect([...toElements('float64', Int8Array.of(5))]).toEqual([5])
    expect(refusal(() => toElements('int8', [1, 2.5]))).toMatch(/not 2\.5/)
    expect(refusal(() => toElements('uint8', '12'))).toMatch(/come as a list or a typed array, not '12'/)
    expect(refusal(() => toElements('uint8', null))).toMatch(/not null/)
  })
})
