import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRun } from '../../../../src/engine/values/decode.ts'
import { encodeValue } from '../../../../src/engine/values/encode.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'
import { haveSameIdentities, partsOf, revive, send, sendAll } from './support.ts'

const anything = fc.anything({
  key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toJSON', '0', 'length')),
  values: [
    fc.boolean(),
    fc.integer(),
    fc.double(),
    fc.string({ unit: 'binary' }),
    // Lone surrogates.
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc.constantFrom(null, undefined, -0, NaN, Infinity, 2 ** 31, -(2 ** 31) - 1),
  ],
  maxDepth: 4,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
})

/** Containers wired at random: most have cycles and parts that are reached twice. */
const graph = fc
  .record({
    kinds: fc.array(fc.constantFrom('object', 'array', 'map', 'set'), { minLength: 1, maxLength: 8 }),
    wires: fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.oneof(fc.nat(7), fc.string())), { maxLength: 20 }),
  })
  .map(({ kinds, wires }) => {
    const nodes = kinds.map((kind) => emptyContainer(kind))
    const nodeAt = (index: number): object => nodes[index % nodes.length]!
    wires.forEach(([from, to, key], index) => {
      const keyPart = typeof key === 'number' ? nodeAt(key) : key
      wire(nodeAt(from), keyPart, index % 5 === 0 ? index : nodeAt(to))
    })
    return nodes[0]
  })

function emptyContainer(kind: string): object {
  if (kind === 'array') return []
  if (kind === 'map') return new Map()
  return kind === 'set' ? new Set() : {}
}

function wire(from: object, key: unknown, to: unknown): void {
  if (Array.isArray(from)) from.push(to)
  else if (from instanceof Map) from.set(key, to)
  else if (from instanceof Set) from.add(to)
  else if (typeof key === 'string')
    Object.defineProperty(from, key, { value: to, enumerable: true, writable: true })
}

const numbers = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.integer() },
    { weight: 1, arbitrary: fc.constantFrom(-0, NaN, Infinity, 0.5, 2 ** 31, 2 ** 53, undefined, 'x') },
  ),
  { maxLength: 200 },
)

describe('what arrives', () => {
  it('equals what structured clone makes of it', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 6 }), (values) => {
        deepStrictEqual(
          sendAll(values),
          values.map((value) => structuredClone(value)),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps cycles and identity inside one value', () => {
    fc.assert(
      fc.property(graph, (value) => {
        const received = send(value)
        deepStrictEqual(received, structuredClone(value))
        expect(haveSameIdentities(value, received)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('is a normal array of the same numbers', () => {
    fc.assert(
      fc.property(numbers, (value) => {
        deepStrictEqual(send(value), structuredClone(value))
      }),
      { numRuns: 500 },
    )
  })

  it('is not changed by what happens to the source after it was encoded', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const before = structuredClone(value)
        const item = encodeValue(value, 'item')
        spoil(value, new Set())
        deepStrictEqual(decodeRun(ItemRun.pack([item]), revive), [before])
      }),
      { numRuns: 500 },
    )
  })

  it('shares nothing between the items of a run', () => {
    const shared = { list: [1, 2] }
    const [first, second] = sendAll([shared, shared]) as (typeof shared)[]
    expect(first).toStrictEqual(second)
    expect(first).not.toBe(second)
    expect(first!.list).not.toBe(second!.list)
  })
})

function spoil(value: unknown, met: Set<object>): void {
  if (typeof value !== 'object' || value === null || met.has(value)) return
  met.add(value)
  for (const part of partsOf(value)) spoil(part, met)
  if (value instanceof Map || value instanceof Set) value.clear()
  else if (value instanceof Date) value.setTime(0)
  else if (ArrayBuffer.isView(value)) new Uint8Array(value.buffer).fill(77)
  else if (value instanceof ArrayBuffer) new Uint8Array(value).fill(77)
  else for (const key of Object.keys(value)) Reflect.set(value, key, 'spoilt')
}
