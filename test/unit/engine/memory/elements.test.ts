import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AccessWriter, countAccesses, runAccesses } from '../../../../src/engine/memory/accessRecords.ts'
import {
  arrayClass,
  elementBytes,
  elementTypes,
  isBig,
  isFloat,
  type ElementType,
} from '../../../../src/engine/memory/elementTypes.ts'
import { AtomicElements, PlainElements, type Elements } from '../../../../src/engine/memory/elements.ts'

const length = 4

function bothOf(type: ElementType): Elements[] {
  const buffer = new SharedArrayBuffer(length * elementBytes(type))
  return [new PlainElements(type, length), new AtomicElements(type, buffer)]
}

/** Anything that the type takes, often at its limits. */
function valuesOf(type: ElementType): fc.Arbitrary<number | bigint> {
  if (isBig(type)) return fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n })
  if (isFloat(type)) return fc.double()
  return fc.oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: -300, max: 300 }),
    fc.constantFrom(2 ** 31, -(2 ** 31), 2 ** 53),
  )
}

const accessesOf = (type: ElementType): fc.Arbitrary<['get' | 'set' | 'add', number, number | bigint][]> =>
  fc.array(
    fc.tuple(
      fc.constantFrom('get' as const, 'set' as const, 'add' as const),
      fc.nat(length - 1),
      valuesOf(type),
    ),
    { maxLength: 40 },
  )

describe.each(elementTypes)('elements of %s', (type) => {
  /** The model: exact arithmetic, then what the type makes of it. */
  const wrap = (value: number | bigint): number | bigint => {
    const one = new (arrayClass(type))(1) as unknown as (number | bigint)[]
    one[0] = value
    return one[0]
  }
  const sum = (a: number | bigint, b: number | bigint): number | bigint => {
    if (isFloat(type)) return wrap((a as number) + (b as number))
    const exact = BigInt(a) + BigInt(b)
    return isBig(type) ? wrap(exact) : wrap(Number(BigInt.asIntN(32, exact)))
  }

  it('are a typed array of the type, plain or atomic, one by one or in a message', () => {
    fc.assert(
      fc.property(accessesOf(type), (accesses) => {
        const model = new Array<number | bigint>(length).fill(isBig(type) ? 0n : 0)
        const expected: (number | bigint)[] = []
        for (const [kind, index, value] of accesses) {
          if (kind === 'set') model[index] = wrap(value)
          else if (kind === 'add')
            model[index] = sum(model[index] as number, isFloat(type) ? wrap(value) : value)
          if (kind !== 'set') expected.push(model[index] as number)
        }
        for (const elements of bothOf(type)) {
          const writer = new AccessWriter(type)
          for (const [kind, index, value] of accesses)
            writer.add(kind, index, kind === 'get' ? undefined : value)
          const { results, gets, puts } = runAccesses(elements, writer.bytes)
          const told = results ? new (arrayClass(type))(new Uint8Array(results).buffer) : []
          expect([...told]).toEqual(expected)
          expect(Array.from({ length }, (_, index) => elements.get(index))).toEqual(model)
          expect({ gets, puts }).toEqual(countAccesses(writer.bytes))
          expect(gets).toBe(accesses.filter(([kind]) => kind === 'get').length)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('adding gives what is there then', () => {
    for (const elements of bothOf(type)) {
      const one = isBig(type) ? 1n : 1
      expect(elements.add(1, one)).toEqual(one)
      expect(elements.add(1, one)).toEqual(isBig(type) ? 2n : 2)
      expect(elements.get(0)).toEqual(isBig(type) ? 0n : 0)
      expect(elements.bytes.byteLength).toBe(length * elementBytes(type))
    }
  })
})

it('bytes that are no accesses to the elements change nothing', () => {
  const elements = new PlainElements('int32', 2)
  const writer = new AccessWriter('int32')
  writer.add('set', 0, 5)
  writer.add('set', 2, 5)
  expect(() => runAccesses(elements, writer.bytes)).toThrow(RangeError)
  expect(() => runAccesses(elements, Buffer.alloc(16, 9))).toThrow(RangeError)
  expect(elements.get(0)).toBe(0)
})
