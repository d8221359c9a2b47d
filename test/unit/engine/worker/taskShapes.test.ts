import { beforeAll, describe, expect, it } from 'vitest'
import { registerProgram } from '../../../../src/engine/library/program.ts'
import { taskOf } from '../../../../src/engine/worker/taskShapes.ts'

describe('an item of starmap', () => {
  beforeAll(() => registerProgram({ list: (...args: unknown[]) => args }))

  it.each(['arguments', 'argument-chunk'] as const)('as %s is any iterable', (shape) => {
    for (const item of [[1, 2], new Set([1, 2])]) {
      const told = shape === 'arguments' ? taskOf('list', shape)(item) : taskOf('list', shape)([item])
      expect(told).toEqual(shape === 'arguments' ? [1, 2] : [[1, 2]])
    }
  })

  it.each([5, null, undefined, { a: 1 }])('that is %o is told to the program in its own terms', (item) => {
    const words = /^starmap: an item is a list of arguments, as in \[\[1, 2\], \[3, 4\]\], not /
    expect(() => taskOf('list', 'arguments')(item)).toThrow(words)
    expect(() => taskOf('list', 'argument-chunk')([item])).toThrow(words)
  })
})
