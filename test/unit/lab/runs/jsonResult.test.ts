import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeAsJson } from '../../../../src/lab/runs/jsonResult.ts'

describe('describeAsJson', () => {
  it('leaves JSON as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(describeAsJson(value)).toEqual(value)
      }),
    )
  })

  it('makes JSON of anything, and the same of what it made', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
    })
    fc.assert(
      fc.property(anything, (value) => {
        const described = describeAsJson(value)
        fc.pre(value !== undefined)
        const asJson: unknown = JSON.parse(JSON.stringify(described))
        expect(describeAsJson(asJson)).toEqual(asJson)
      }),
    )
  })

  it('describes what JSON cannot hold', () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    const value = {
      map: new Map([['a', 1n]]),
      set: new Set([NaN]),
      when: new Date(0),
      bytes: new Uint8Array([1, 2]),
      error: new TypeError('no'),
      fn: function named() {},
      cycle,
      left: undefined,
      list: [undefined, -Infinity],
    }
    expect(describeAsJson(value)).toEqual({
      map: { $type: 'Map', entries: [['a', { $type: 'bigint', value: '1' }]] },
      set: { $type: 'Set', values: [{ $type: 'number', value: 'NaN' }] },
      when: { $type: 'Date', value: '1970-01-01T00:00:00.000Z' },
      bytes: { $type: 'Uint8Array', values: [1, 2] },
      error: { $type: 'Error', name: 'TypeError', message: 'no' },
      fn: { $type: 'function', name: 'named' },
      cycle: { self: { $type: 'circular' } },
      list: [null, { $type: 'number', value: '-Infinity' }],
    })
  })

  it('keeps a member called __proto__ as one', () => {
    const described = describeAsJson(JSON.parse('{"__proto__":{"polluted":true}}')) as object
    expect(JSON.stringify(described)).toBe('{"__proto__":{"polluted":true}}')
    expect(Object.getPrototypeOf(described)).toBe(Object.prototype)
  })

  it('is bounded in number, size and depth, and says what it left out', () => {
    const items = describeAsJson(
      Array.from({ length: 5_000 }, (_, n) => n),
      { maxValues: 1_000 },
    ) as unknown[]
    expect(items.at(-1)).toEqual({ $type: 'truncated', omitted: 5_000 - (items.length - 1) })
    const text = describeAsJson('x'.repeat(100_000), { maxValues: 10 })
    expect(text).toMatchObject({ $type: 'truncated', omitted: expect.any(Number) })
    let deep: unknown = 1
    for (let level = 0; level < 20_000; level++) deep = [deep]
    expect(JSON.stringify(describeAsJson(deep)).length).toBeLessThan(500)
  })
})
