import { describe, expect, it } from 'vitest'
import { MemoryBudget } from '../../../../src/engine/broker/memoryBudget.ts'
import { createMemory } from '../../../../src/engine/broker/sharedMemory.ts'

const mebibyte = 1024 * 1024

describe('MemoryBudget', () => {
  it('gives room while there is any', () => {
    const budget = new MemoryBudget(100)
    const made = [budget.make(60, () => [1]), budget.make(50, () => [2]), budget.make(40, () => [3])]
    expect(made).toEqual([[1], undefined, [3]])
    expect(budget.heldBytes).toBe(100)
    expect(budget.make(1, () => [4])).toBeUndefined()
    expect(budget.make(NaN, () => [5])).toBeUndefined()
  })

  it('counts nothing that could not be made', () => {
    const budget = new MemoryBudget(100)
    const fail = (): object => {
      throw new RangeError('Array buffer allocation failed')
    }
    expect(budget.make(60, fail)).toBeUndefined()
    expect(budget.heldBytes).toBe(0)
  })
})

it('an array for which the broker has no room is there, and says so to whoever uses it', () => {
  const create = (object: number): ReturnType<typeof createMemory> =>
    createMemory(
      {
        op: 'memory.create',
        object,
        kind: 'array',
        name: 'RawArray',
        type: 'int8',
        length: 256 * mebibyte,
        space: null,
        n: 0,
      },
      `RawArray-${object}`,
      { creator: 1, items: undefined },
    )
  // Nothing is written, so none of it is really taken.
  const arrays = [1, 2, 3, 4, 5].map(create)
  const read = (object: number): unknown =>
    arrays[object - 1]?.handle(1, { op: 'memory.read', object, id: 7, from: 0, to: 1 }, undefined)
  expect(read(4)).toMatchObject([{ type: 'items', id: 7 }])
  expect(read(5)).toMatchObject([
    {
      type: 'error',
      id: 7,
      error: {
        name: 'MisuseError',
        message:
          'There is no room for RawArray-5: it has 268435456 bytes, and all that processes share by the broker may have ' +
          '1073741824, of which 1073741824 are used. Share less, or by threads, which have their own memory.',
      },
    },
  ])
  expect(
    arrays[4]?.channel?.(
      () => 0,
      () => 0,
    ),
  ).toMatchObject({ name: 'RawArray-5', puts: 0 })
  // As one whose manager has ended; its report stays.
  for (const _twice of [1, 2]) expect(arrays[0]?.discard?.()).toEqual([])
  arrays.push(create(6), create(7))
  expect(read(6)).toMatchObject([{ type: 'items', id: 7 }])
  expect(read(7)).toMatchObject([{ type: 'error', id: 7 }])
})
