import { describe, expect, it } from 'vitest'
import { describeAsJson } from '../../../../src/lab/runs/jsonResult.ts'
import { encodeValue } from '../../../../src/engine/values/encode.ts'
import { describeUnsendable } from '../../../../src/engine/worker/describeResult.ts'

describe('a result with a part that cannot be sent', () => {
  it('keeps all other parts', () => {
    class Point {
      readonly x = 1
      readonly grow = (): number => this.x + 1
    }
    const shared = [1, 2]
    const cycle: Record<string, unknown> = { shared, again: shared }
    cycle['self'] = cycle
    const result = {
      fn: function named() {},
      symbol: Symbol('s'),
      points: [new Point()],
      map: new Map<unknown, unknown>([['f', Math.max]]),
      set: new Set([1n]),
      when: new Date(0),
      floats: new Float32Array([1, 2]),
      promise: Promise.resolve(1),
      error: new RangeError('no'),
      proxy: new Proxy({ a: 1 }, {}),
      get broken(): number {
        throw new TypeError('not now')
      },
      cycle,
    }
    const described = describeUnsendable(result)
    expect(() => encodeValue(described, 'result')).not.toThrow()
    expect(describeAsJson(described)).toEqual({
      fn: { $type: 'function', name: 'named' },
      symbol: { $type: 'symbol', value: 'Symbol(s)' },
      points: [{ x: 1, grow: { $type: 'function', name: 'grow' } }],
      map: { $type: 'Map', entries: [['f', { $type: 'function', name: 'max' }]] },
      set: { $type: 'Set', values: [{ $type: 'bigint', value: '1' }] },
      when: { $type: 'Date', value: '1970-01-01T00:00:00.000Z' },
      floats: { $type: 'Float32Array', values: [1, 2] },
      promise: { $type: 'Promise', value: 'Promise { 1 }' },
      error: { $type: 'Error', name: 'RangeError', message: 'no' },
      proxy: { $type: 'Proxy', value: '{ a: 1 }' },
      broken: { $type: 'getter', error: 'TypeError: not now' },
      cycle: { shared: [1, 2], again: [1, 2], self: { $type: 'circular' } },
    })
  })

  it('is bounded, however deep and long', () => {
    let deep: object = { fn: Math.max }
    for (let level = 0; level < 20_000; level++) deep = { deep }
    for (const result of [deep, Array.from({ length: 200_000 }, () => Math.max)]) {
      const { bytes, text } = encodeValue(describeUnsendable(result), 'result')
      expect(bytes?.length ?? text?.length).toBeLessThan(30_000_000)
    }
  })
})
