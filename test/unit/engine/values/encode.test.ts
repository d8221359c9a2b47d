import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { encodeBytes, encodeValue } from '../../../../src/engine/values/encode.ts'
import { itemKinds, type ItemKind } from '../../../../src/engine/values/item.ts'
import { send } from './support.ts'

const numbers = (length: number, make: (index: number) => unknown): unknown[] =>
  Array.from({ length }, (_, i) => make(i))
const withOne = (odd: unknown): unknown[] => numbers(100, (index) => (index === 77 ? odd : index))

describe('the kind of an item', () => {
  const shared = {}
  const cases: [name: string, value: unknown, kind: ItemKind][] = [
    ['a small object', { id: 1, name: 'x', list: [1, { ok: true }], none: null }, itemKinds.json],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), itemKinds.json],
    ['few numbers', [1, 2, 3], itemKinds.json],
    ['undefined', undefined, itemKinds.undefined],
    ['a property that is undefined', { a: undefined }, itemKinds.v8],
    ['−0', [-0], itemKinds.v8],
    ['NaN', { a: NaN }, itemKinds.v8],
    ['a hole', [1, , 3], itemKinds.v8], // oxlint-disable-line no-sparse-arrays
    ['a regular expression match', /b/.exec('abc'), itemKinds.v8],
    ['an object met twice', [shared, shared], itemKinds.v8],
    ['an instance', new (class Point { x = 1 })(), itemKinds.json], // oxfmt-ignore
    ['a date', { at: new Date(1) }, itemKinds.v8],
    ['a long string', 'x'.repeat(100_000), itemKinds.v8],
    ['many integers', numbers(16, (index) => -index - 1), itemKinds.int32s],
    ['many integers and −0', withOne(-0), itemKinds.float64s],
    ['many integers and a large one', withOne(2 ** 31), itemKinds.float64s],
    ['many integers and NaN', withOne(NaN), itemKinds.float64s],
    ['many numbers and a string', withOne('x'), itemKinds.json],
    ['many numbers and undefined', withOne(undefined), itemKinds.v8],
    ['many numbers with a property beside', Object.assign(withOne(1), { unit: 'ms' }), itemKinds.v8],
    ['a Buffer', Buffer.from('abc'), itemKinds.bytes],
    ['a small typed array', new Uint8Array(8), itemKinds.v8],
    ['a large typed array', new Float64Array(512), itemKinds.v8Parts],
    ['a large buffer inside', { image: Buffer.alloc(4096) }, itemKinds.v8Parts],
  ]
  it.each(cases)('%s', (_, value, kind) => {
    const item = encodeValue(value, 'item')
    expect(item.kind).toBe(kind)
    expect(item.text?.at(-1)).toBe(kind === itemKinds.json ? ',' : undefined)
    expect(send(value)).toStrictEqual(Buffer.isBuffer(value) ? value : structuredCloneWithBuffers(value))
  })

  it('does not take a subclass of Array for an array', () => {
    class Stack extends Array<number> {}
    expect(send(Stack.from([1, 2, 3]))).toStrictEqual([1, 2, 3])
    expect(Object.getPrototypeOf(send(Stack.from(withOne(1) as number[])))).toBe(Array.prototype)
  })

  it('takes instances for what their classes are made of', () => {
    class Base {
      readonly id = 1
      readonly #secret = 2
      get secret(): number {
        return this.#secret
      }
    }
    class Derived extends Base {
      readonly name = 'x'
    }
    class Later extends Date {}
    class Tags extends Set<number> {}
    const inherited = Object.create({ above: 1 }) as object
    const values = [new Base(), new Derived(), new Later(5), new Tags([1, 2]), inherited, new EventEmitter()]
    expect(send(values.slice(0, 2))).toStrictEqual([{ id: 1 }, { id: 1, name: 'x' }])
    expect(encodeValue(new Derived(), 'item').kind).toBe(itemKinds.json)
    expect(send(values)).toStrictEqual(structuredClone(values))
  })

  it('finds properties beside the elements at every length', () => {
    for (const length of [0, 1, 15, 16, 48, 49, 50, 1000]) {
      const value = Object.assign(
        numbers(length, () => 'x'),
        { extra: true },
      )
      expect(send(value)).toStrictEqual(structuredClone(value))
    }
  })
})

describe('properties', () => {
  it('are read once in a JSON-safe value, so that what was checked is what is sent', () => {
    let reads = 0
    const value = {
      get turn() {
        return reads++ === 0 ? 'first' : () => 'a function'
      },
    }
    expect(send(value)).toStrictEqual({ turn: 'first' })
  })

  it('named toJSON or __proto__ are data', () => {
    const value = JSON.parse('{"toJSON":1,"__proto__":{"polluted":true},"a":{"__proto__":null}}') as object
    for (const sent of [value, { value, not: undefined }]) {
      const received = send(sent)
      expect(received).toStrictEqual(sent)
      expect((received as { polluted?: boolean }).polluted).toBeUndefined()
    }
  })

  it('of Object.prototype are not the value’s', () => {
    // For the one call only: the test's own tools do not expect it either.
    Object.defineProperty(Object.prototype, 'inherited', { value: 1, enumerable: true, configurable: true })
    let text: string | undefined
    try {
      text = encodeValue({ own: 1 }, 'item').text
    } finally {
      delete (Object.prototype as { inherited?: number }).inherited
    }
    expect(text).toBe('{"own":1},')
  })

  it('may encode something themselves while they are read', () => {
    const inner = { deep: [1, { x: 1 }] }
    let received: unknown
    const outer = {
      inner,
      get during() {
        received = send({ inner, list: [inner] })
        return 1
      },
      again: inner,
    }
    const arrived = send(outer)
    expect(arrived).toStrictEqual({ inner, during: 1, again: inner })
    expect(arrived.again).toBe(arrived.inner)
    expect(received).toStrictEqual({ inner, list: [inner] })
  })
})

it('an object met again after many others is one object', () => {
  const objects = Array.from({ length: 40 }, (_, index) => ({ index }))
  for (const again of [0, 15, 16, 39]) {
    const received = send([...objects, objects[again]])
    expect(received[40]).toBe(received[again])
  }
  expect(encodeValue(objects, 'item').kind).toBe(itemKinds.json)
})

describe('buffers', () => {
  it('stay Buffers, and bring their own bytes only, not the pool’s', () => {
    const value = { small: Buffer.from('abc'), large: Buffer.alloc(100_000, 7) }
    const received = send(value)
    expect(Buffer.isBuffer(received.small)).toBe(true)
    expect(Buffer.isBuffer(received.large)).toBe(true)
    expect(received).toStrictEqual(value)
    expect(received.small.buffer.byteLength).toBeLessThanOrEqual(Buffer.poolSize)
    expect(encodeValue({ small: value.small }, 'item').bytes!.byteLength).toBeLessThan(64)
  })

  it.each([16, 100_000])('typed arrays of %i bytes have an ArrayBuffer all their own', (byteLength) => {
    const whole = new ArrayBuffer(byteLength * 4)
    new Uint8Array(whole).fill(3)
    const received = send(new Float64Array(whole, 8, byteLength / 8))
    expect(received).toStrictEqual(new Float64Array(whole.slice(8, 8 + byteLength)))
    expect(received.buffer.byteLength).toBe(byteLength)
  })

  it.each([64, 100_000])('of %i bytes that a value reaches by several ways stay one', (byteLength) => {
    const buffer = new ArrayBuffer(byteLength)
    const value = {
      buffer,
      view: new DataView(buffer, 8, 8),
      numbers: new Uint16Array(buffer, 2),
      twice: buffer,
    }
    const received = send(value)
    expect(received).toStrictEqual(value)
    new Uint8Array(received.buffer)[8] = 200
    expect(received.view.getUint8(0)).toBe(200)
    expect(received.numbers.buffer).toBe(received.buffer)
    expect(received.twice).toBe(received.buffer)
  })

  it('that can be resized stay so', () => {
    type Resizable = ArrayBuffer & { resizable: boolean; maxByteLength: number }
    const Buffers = ArrayBuffer as unknown as new (
      length: number,
      options: { maxByteLength: number },
    ) => Resizable
    const received = send({ buffer: new Buffers(5000, { maxByteLength: 10_000 }) })
    expect(received.buffer.resizable).toBe(true)
    expect(received.buffer.maxByteLength).toBe(10_000)
  })

  it('of every element type keep it', () => {
    const names = [
      'Int8',
      'Uint8',
      'Uint8Clamped',
      'Int16',
      'Uint16',
      'Int32',
      'Uint32',
      'Float32',
      'Float64',
    ]
    for (const name of [...names, 'BigInt64', 'BigUint64'])
      for (const length of [3, 5000]) {
        const View = (globalThis as unknown as Record<string, new (length: number) => object>)[
          `${name}Array`
        ]!
        const value = new View(length)
        expect(send({ value })).toStrictEqual({ value })
      }
  })

  it('are snapshotted by encodeBytes', () => {
    const source = new Uint8Array([1, 2, 3])
    const item = encodeBytes(source)
    source.fill(9)
    expect(item).toEqual({
      kind: itemKinds.bytes,
      text: undefined,
      bytes: Buffer.from([1, 2, 3]),
      references: undefined,
    })
  })
})

describe('errors', () => {
  it('keep class, name, message, stack and cause', () => {
    class TaxError extends RangeError {
      override name = 'TaxError'
    }
    const cause = new TypeError('inner', { cause: { code: 7 } })
    const received = send({ error: new TaxError('outer', { cause }) }).error
    expect(received.name).toBe('TaxError')
    expect(received.message).toBe('outer')
    expect(received.stack).toContain('encode.test.ts')
    expect(received.cause).toBeInstanceOf(TypeError)
    expect((received.cause as Error).cause).toEqual({ code: 7 })
    expect(Object.keys(received)).toEqual([])
  })

  it('may be their own cause, and met twice', () => {
    const error = new Error('loop')
    error.cause = { error, again: [error] }
    const [first, second] = send<[Error, Error]>([error, error])
    expect(first).toBe(second)
    expect((first.cause as { error: Error }).error).toBe(first)
    expect((first.cause as { again: Error[] }).again[0]).toBe(first)
  })

  it('without a message or with an undefined cause stay so', () => {
    const received = send(new Error(undefined, { cause: undefined }))
    expect(Object.hasOwn(received, 'message')).toBe(false)
    expect(Object.hasOwn(received, 'cause')).toBe(true)
  })
})

/** Structured clone makes Uint8Arrays of Buffers. */
function structuredCloneWithBuffers(value: unknown): unknown {
  const clone = structuredClone(value)
  const image = (clone as { image?: Uint8Array } | null | undefined)?.image
  return image ? { image: Buffer.from(image) } : clone
}
