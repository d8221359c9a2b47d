import { describe, expect, it } from 'vitest'
import { ClosedError } from '../../../../src/engine/errors.ts'
import { decodeRun } from '../../../../src/engine/values/decode.ts'
import { encodeValue } from '../../../../src/engine/values/encode.ts'
import { toSharedReference } from '../../../../src/engine/values/item.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'
import { RevivedThing, revive, send, SharedThing } from './support.ts'

describe('shared objects', () => {
  it('are found at every place in a value and revived once each', () => {
    const one = new SharedThing(1)
    const two = new SharedThing(2)
    const value = {
      list: [one, { deep: two }],
      map: new Map<unknown, unknown>([[one, 'as key'], ['as value', two]]), // oxfmt-ignore
      set: new Set([one]),
      error: new Error('x', { cause: one }),
      sparse: Object.assign(new Array<unknown>(3), { extra: two }),
    }
    const item = encodeValue(value, 'item')
    expect(item.references).toEqual([
      { type: 'thing', id: 1 },
      { type: 'thing', id: 2 },
    ])
    let revived = 0
    const [received] = decodeRun(ItemRun.pack([item]), (reference) => {
      revived++
      return revive(reference)
    }) as [typeof value]
    const thing = received.list[0]
    expect(thing).toEqual(new RevivedThing({ type: 'thing', id: 1 }))
    expect([...received.map.keys()][0]).toBe(thing)
    expect([...received.set][0]).toBe(thing)
    expect(received.error.cause).toBe(thing)
    expect(received.map.get('as value')).toBe((received.list[1] as { deep: unknown }).deep)
    expect(received.sparse.extra).toBe(received.map.get('as value'))
    expect(Object.keys(received.sparse)).toEqual(['extra'])
    expect(received.sparse).toHaveLength(3)
    expect(revived).toBe(2)
  })

  it('may be the value itself, a plain object, or in a cycle with large buffers', () => {
    expect(send<unknown>(new SharedThing(4))).toBeInstanceOf(RevivedThing)
    const plain = { [toSharedReference]: () => ({ type: 'thing', id: 5, end: 'read' }) }
    expect(send<unknown>([plain])).toEqual([new RevivedThing({ type: 'thing', id: 5, end: 'read' })])
    const cycle: Record<string, unknown> = {
      thing: new SharedThing(6),
      bytes: new Float64Array(1000).fill(0.5),
    }
    cycle.self = cycle
    const received = send(cycle)
    expect(received.self).toBe(received)
    expect(received.thing).toBeInstanceOf(RevivedThing)
    expect(received.bytes).toStrictEqual(cycle.bytes)
  })

  it('are not touched in the source', () => {
    const thing = new SharedThing(1)
    const value = Object.freeze({ list: Object.freeze([thing]) })
    send(value)
    expect(value.list[0]).toBe(thing)
  })

  it('that cannot be sent say so themselves', () => {
    const closed = {
      [toSharedReference]: () => {
        throw new ClosedError('The connection is closed.')
      },
    }
    expect(() => encodeValue({ closed }, 'item')).toThrow(ClosedError)
  })

  it('whose revival fails let that error through', () => {
    const run = ItemRun.pack([encodeValue([new SharedThing(1)], 'item')])
    const failure = new ClosedError('gone')
    const read = (): unknown =>
      decodeRun(run, () => {
        throw failure
      })
    expect(read).toThrow(failure)
  })
})
