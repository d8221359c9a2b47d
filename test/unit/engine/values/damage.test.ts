import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SerializationError } from '../../../../src/engine/errors.ts'
import { decodeItem, decodeRun } from '../../../../src/engine/values/decode.ts'
import { encodeValue } from '../../../../src/engine/values/encode.ts'
import { itemKinds } from '../../../../src/engine/values/item.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'
import { revive, SharedThing } from './support.ts'

const buffer = new ArrayBuffer(5000)
const samples = [
  { a: undefined, list: [1.5, 'é', 10n], map: new Map([[1, new Set([2])]]), at: new Date(3) },
  { thing: new SharedThing(1), error: new TypeError('x', { cause: new SharedThing(2) }) },
  { buffer, view: new Float32Array(buffer, 4, 3), own: new Int16Array(9), large: new Float64Array(900) },
  { large: Buffer.alloc(5000), small: Buffer.from('abc') },
  Array.from({ length: 50 }, (_, index) => index),
  Array.from({ length: 50 }, (_, index) => index / 3),
  [1, { a: ['x'] }],
]

/** Either a value or an error of ours: never another error, never the end of the process. */
function readsOrRefuses(kind: number, bytes: Buffer): void {
  try {
    decodeItem(kind, bytes, revive)
  } catch (error) {
    expect(error).toBeInstanceOf(SerializationError)
    expect((error as Error).message).toMatch(/^Cannot read a message of \d+ bytes: /)
  }
}

describe('damaged bytes', () => {
  const encoded = samples.map((sample) => {
    const { table, payload } = ItemRun.pack([encodeValue(sample, 'item')])
    return { kind: table[0]! & 7, bytes: payload }
  })

  it('are read or refused when single bytes differ', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom(...encoded), flips, fc.boolean(), ({ kind, bytes }, changes, inHead) => {
        const damaged = Buffer.from(bytes)
        const reach = inHead ? Math.min(64, damaged.byteLength) : damaged.byteLength
        for (const [at, byte] of changes) damaged[at % reach] = byte
        readsOrRefuses(kind, damaged)
      }),
      { numRuns: 3000 },
    )
  })

  it('are read or refused when cut off or of another kind', () => {
    for (const { bytes } of encoded)
      for (let length = 0; length <= bytes.byteLength; length += length < 200 ? 1 : 97)
        for (let kind = 0; kind < 8; kind++) readsOrRefuses(kind, bytes.subarray(0, length))
  })

  it('are read or refused when they are noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(7), (bytes, kind) => {
        readsOrRefuses(kind, Buffer.from(bytes))
      }),
      { numRuns: 1000 },
    )
  })

  it('are refused when a JSON item holds another number of values', () => {
    const payload = Buffer.from('1,2,3,')
    const run = ItemRun.of(Uint32Array.from([4 * 8, 2 * 8]), payload)
    expect(() => decodeRun(run, revive)).toThrow(/3 values where 2 were announced/)
  })

  it('name an unknown kind', () => {
    expect(() => decodeItem(7, Buffer.alloc(3), revive)).toThrow(/unknown kind 7/)
    expect(decodeItem(itemKinds.undefined, Buffer.alloc(0), revive)).toBeUndefined()
  })
})
