import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SerializationError } from '../../../../src/engine/errors.ts'
import { decodeRun } from '../../../../src/engine/values/decode.ts'
import { encodeBytes, encodeValue } from '../../../../src/engine/values/encode.ts'
import { longestJoined } from '../../../../src/engine/values/item.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'
import { RevivedThing, revive, SharedThing } from './support.ts'

const pack = (values: readonly unknown[]): ItemRun =>
  ItemRun.pack(values.map((value) => encodeValue(value, 'item')))
const unpack = (run: ItemRun): unknown[] => decodeRun(run, revive)

const mixed = fc.array(
  fc.oneof(
    fc.integer(),
    fc.string({ unit: 'grapheme' }),
    fc.constant(undefined),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.record(
      { name: fc.string(), list: fc.array(fc.integer(), { maxLength: 20 }) },
      { noNullPrototype: true },
    ),
  ),
  { maxLength: 30 },
)

describe('ItemRun', () => {
  it('gives back what was packed, whole, sliced, taken in turns, or rebuilt from its parts', () => {
    fc.assert(
      fc.property(mixed, fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 7 }), (values, from, to, step) => {
        const run = pack(values)
        expect(run.count).toBe(values.length)
        expect(unpack(run)).toStrictEqual(values)
        expect(unpack(run.slice(from, to))).toStrictEqual(values.slice(from, Math.max(from, to)))
        expect(unpack(run.slice(from, to).slice(1, 3))).toStrictEqual(
          values.slice(from, Math.max(from, to)).slice(1, 3),
        )
        expect(unpack(ItemRun.of(run.table, run.payload, run.references))).toStrictEqual(values)
        const taken: unknown[] = []
        let rest: ItemRun | undefined = run
        while (rest !== undefined && rest.count > 0) {
          const [head, tail]: [ItemRun, ItemRun | undefined] = rest.take(step)
          expect(head.count).toBeLessThanOrEqual(step)
          expect(head.byteLength).toBe(head.payload.byteLength)
          taken.push(...unpack(head.compact()))
          rest = tail
        }
        expect(taken).toStrictEqual(values)
      }),
      { numRuns: 300 },
    )
  })

  it('describes its items as byteLength * 8 + kind', () => {
    expect([...pack(['é', 12, undefined, Buffer.from('abc')]).table]).toEqual([5 * 8, 3 * 8, 1, 3 * 8 + 5])
  })

  it('keeps the references of each item, also in slices', () => {
    const run = pack([1, [new SharedThing(7)], 'x'])
    expect(run.references).toEqual([undefined, [{ type: 'thing', id: 7 }], undefined])
    expect(run.slice(1, 2).references).toEqual([[{ type: 'thing', id: 7 }]])
    expect(run.slice(2, 3).references).toBeUndefined()
    expect(pack([1, 2]).references).toBeUndefined()
    expect(unpack(run.slice(1, 2).compact())).toEqual([[expect.any(RevivedThing)]])
  })

  it('does not copy a single large item again', () => {
    const item = encodeBytes(new Uint8Array(100_000))
    expect(ItemRun.pack([item]).payload).toBe(item.bytes)
  })

  it('joins many large JSON items in pieces', () => {
    const large = (mark: string): string[] => Array.from({ length: 1000 }, () => mark.repeat(4000))
    const values = [large('a'), 1, large('é'), undefined, large('c'), large('d'), 2]
    const run = pack(values)
    expect(run.byteLength).toBeGreaterThan(2 * longestJoined)
    expect(unpack(run)).toStrictEqual(values)
  })

  it('is empty of nothing', () => {
    expect(unpack(pack([]))).toEqual([])
    expect(ItemRun.of(new Uint32Array(0), Buffer.alloc(0)).take(1)[1]).toBeUndefined()
  })

  it('refuses a table that does not describe its payload', () => {
    const run = pack(['abc', 1])
    expect(() => ItemRun.of(run.table, run.payload.subarray(1))).toThrow(SerializationError)
    expect(() => ItemRun.of(run.table.subarray(1), run.payload)).toThrow(
      /describes 1 items of 2 bytes .* has 8 bytes/,
    )
    expect(() => ItemRun.of(run.table, run.payload, [])).toThrow(SerializationError)
  })
})

describe('compact', () => {
  it('frees a small item from the frame that it came in', () => {
    const frame = Buffer.alloc(65_536)
    const small = pack([{ id: 1 }])
    frame.set(small.payload, 100)
    const run = ItemRun.of(small.table, frame.subarray(100, 100 + small.byteLength)).compact()
    expect(run.payload.buffer).not.toBe(frame.buffer)
    expect(run.payload.buffer.byteLength).toBeLessThanOrEqual(8192)
    expect(unpack(run)).toEqual([{ id: 1 }])
    expect(run.compact()).toBe(run)
  })

  it('frees a table from the frame that it came in', () => {
    const item = encodeBytes(new Uint8Array(10_000))
    const entries = new Uint32Array(new ArrayBuffer(65_536), 0, 1)
    entries[0] = ItemRun.pack([item]).table[0]!
    const run = ItemRun.of(entries, item.bytes!).compact()
    expect(run.table.buffer.byteLength).toBe(4)
    expect(run.payload.byteLength).toBe(10_000)
  })

  it('leaves a run that fills its memory as it is', () => {
    const run = ItemRun.pack([encodeBytes(new Uint8Array(60_000))])
    expect(run.compact()).toBe(run)
  })

  it('does not keep a frame alive through decoded bytes', () => {
    const frame = Buffer.alloc(65_536, 1)
    const table = new Uint32Array([20 * 8 + 5])
    const [bytes] = unpack(ItemRun.of(table, frame.subarray(0, 20))) as [Buffer]
    expect(bytes).toEqual(Buffer.alloc(20, 1))
    expect(bytes.buffer).not.toBe(frame.buffer)
  })
})
