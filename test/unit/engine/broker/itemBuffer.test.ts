import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ItemBuffer } from '../../../../src/engine/broker/itemBuffer.ts'
import { joinedBytes } from '../../../../src/engine/broker/joinRuns.ts'
import { encodeValue } from '../../../../src/engine/values/encode.ts'
import { toSharedReference } from '../../../../src/engine/values/item.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'
import { items, valuesOf } from './items.ts'

describe('ItemBuffer', () => {
  it('hands out several small runs as one, in order, with the shared objects in each item', () => {
    const shared = { [toSharedReference]: () => ({ type: 'connection', id: 7 }) }
    const buffer = new ItemBuffer()
    buffer.push(items('a', { deep: [1] }))
    buffer.push(ItemRun.pack([encodeValue(shared, 'item')]))
    buffer.push(items(undefined, [1, 2, 3]))
    const taken = buffer.take(4) as ItemRun
    expect(taken.count).toBe(4)
    expect(taken.references).toEqual([undefined, undefined, [{ type: 'connection', id: 7 }], undefined])
    expect(valuesOf(taken.slice(0, 2))).toEqual(['a', { deep: [1] }])
    expect(valuesOf(buffer.take(9) as ItemRun)).toEqual([[1, 2, 3]])
    expect(buffer.take(1)).toBeUndefined()
  })

  it('joins no more than is cheap to copy', () => {
    const buffer = new ItemBuffer()
    const large = 'x'.repeat(joinedBytes / 2)
    for (const item of [large, 'small', large, 'small']) buffer.push(items(item))
    expect(valuesOf(buffer.take(9) as ItemRun)).toEqual([large, 'small'])
    expect(valuesOf(buffer.take(9) as ItemRun)).toEqual([large, 'small'])
  })

  it('keeps small items that came one by one as few runs, and knows what it holds besides their bytes', () => {
    const buffer = new ItemBuffer()
    const values = Array.from({ length: 10_000 }, (_, index) => index)
    for (const value of values) buffer.push(items(value))
    // One by one they would take a kilobyte each.
    expect(buffer.heldBytes).toBeLessThan(100 * values.length)
    const count = buffer.count
    for (const value of values) expect(valuesOf(buffer.take(1) as ItemRun)).toEqual([value])
    expect([count, buffer.count, buffer.byteLength, buffer.heldBytes]).toEqual([values.length, 0, 0, 0])
    for (let index = 0; index < 2_000; index++) buffer.push(items(undefined))
    expect(buffer.byteLength).toBe(0)
    expect(buffer.heldBytes).toBeGreaterThan(10_000)
  })

  it('whatever is pushed, taken, lent, consumed and given back: order and counts are right', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('push' as const), n: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ do: fc.constant('take' as const), n: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ do: fc.constant('lend' as const), n: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ do: fc.constant('consume' as const), n: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ do: fc.constant('giveBack' as const), n: fc.constant(0) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const buffer = new ItemBuffer()
        let here: number[] = []
        let lent: number[] = []
        let next = 0
        for (const { do: what, n } of steps) {
          if (what === 'push') {
            const values = Array.from({ length: n }, () => next++)
            here.push(...values)
            buffer.push(items(...values))
          } else if (what === 'take' || what === 'lend') {
            const run = buffer.take(n)
            const values = run ? valuesOf(run) : []
            expect(values).toEqual(here.splice(0, values.length))
            expect(values.length).toBeLessThanOrEqual(n)
            if (what === 'lend' && run) {
              buffer.lend(1, run)
              lent.push(...(values as number[]))
            }
          } else if (what === 'consume') {
            expect(buffer.consume(1, n).count).toBe(lent.splice(0, n).length)
          } else {
            expect(buffer.giveBack(1).flatMap((run) => valuesOf(run))).toEqual(lent)
            here = [...lent, ...here]
            lent = []
          }
          expect([buffer.count, buffer.depth]).toEqual([here.length, here.length + lent.length])
        }
      }),
    )
  })
})
