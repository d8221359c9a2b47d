import net from 'node:net'
import { createSecretKey } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SerializationError } from '../../../../src/engine/errors.ts'
import { encodeBytes, encodeValue } from '../../../../src/engine/values/encode.ts'
import { maxItemBytes } from '../../../../src/engine/values/item.ts'
import { send } from './support.ts'

function failureOf(value: unknown, label = 'item'): SerializationError {
  try {
    encodeValue(value, label)
  } catch (error) {
    expect(error).toBeInstanceOf(SerializationError)
    return error as SerializationError
  }
  throw new Error('it was sent')
}

describe('what cannot be sent is named with its path', () => {
  class Handler {
    callback = (): void => {}
  }
  const cases: [path: string, value: unknown, message: RegExp][] = [
    ['item', () => 1, /^Cannot send a function as item\. Pass data/],
    ['item.callback', { callback() {} }, /a function: it is at item\.callback\. Pass data/],
    ['item.handler.callback', { handler: new Handler() }, /callback, inside an instance of Handler\./],
    ['item.made', { made: class {} }, /a class: .* export it from its module/],
    ['item[3]', [1, 2, 3, Symbol('x')], /a symbol/],
    [
      'item.list[99].fn',
      { list: Array.from({ length: 100 }, (_, i) => (i < 99 ? i : { fn() {} })) },
      /function/,
    ],
    ['item["odd key"]["0"]', { 'odd key': { 0: Symbol.iterator } }, /symbol/],
    ['item.get("job").done', new Map([['job', { done: Promise.resolve() }]]), /a Promise: .*Await it/],
    ['item.keys()[1].f', new Map<object, number>([[{}, 1], [{ f() {} }, 2]]), /function/], // oxfmt-ignore
    ['item.values()[1]', new Set<unknown>([1, new WeakMap()]), /a WeakMap: .*Send a Map/],
    ['item.values()[0].f', new Map([[{}, { f() {} }]]), /function/],
    ['item.error.cause.f', { error: new Error('x', { cause: { f() {} } }) }, /function/],
    ['item.sparse[5]', { sparse: Object.assign(new Array<unknown>(9), { 5: () => 1 }) }, /function/],
    ['item.tagged.extra', { tagged: Object.assign([1, 2], { extra() {} }) }, /function/],
    ['item.state', { state: new Proxy({ a: 1 }, {}) }, /a Proxy: .*plain copy/],
    ['item.list', { list: new Proxy([1], {}) }, /a Proxy/],
    ['item.memory', { memory: new SharedArrayBuffer(8) }, /a SharedArrayBuffer: .*SharedArray/],
    ['item.view', { view: new Uint8Array(new SharedArrayBuffer(8)) }, /a SharedArrayBuffer/],
    ['item.iterator', { iterator: [1].values() }, /an Array Iterator: .*\[\.\.\.iterator\]/],
    ['item.format', { format: new Intl.NumberFormat() }, /an Intl\.NumberFormat/],
    ['item.key', { key: createSecretKey(Buffer.from('abc')) }, /a KeyObject/],
    ['item.env', { env: process.env }, /a native object: .*{ \.\.\.object }/],
    // V8 would send it as {}.
    ['item.url', { url: new URL('http://localhost/') }, /a URL: .*href/],
    ['item.boxed', { boxed: Object(Symbol('x')) as unknown }, /a symbol/],
    ['item.args', { args: argumentsOf(1, 2) }, /an arguments object/],
  ]
  it.each(cases)('%s', (path, value, message) => {
    const error = failureOf(value)
    expect(error.path).toBe(path)
    expect(error.message).toMatch(message)
    // The state of the fast path survives a refusal.
    expect(send({ a: [{ b: 1 }] })).toStrictEqual({ a: [{ b: 1 }] })
  })

  it('a native socket, a message port', () => {
    expect(failureOf({ socket: new net.Socket() }).message).toMatch(/inside an instance of Socket/)
    const { port1, port2 } = new MessageChannel()
    onTestFinished(() => (port1.close(), port2.close()))
    expect(failureOf({ ports: [port1] })).toMatchObject({
      path: 'item.ports[0]',
      message: expect.stringMatching(/a MessagePort: .*Connection of a Pipe/) as string,
    })
  })

  it('a detached buffer and its views', () => {
    const buffer = new ArrayBuffer(8)
    const view = new Uint8Array(buffer)
    structuredClone(buffer, { transfer: [buffer] })
    expect(failureOf({ buffer }).path).toBe('item.buffer')
    expect(failureOf({ view }).message).toMatch(/detached/)
  })

  it('with the label as the root', () => {
    expect(failureOf({ f() {} }, 'argument 2').path).toBe('argument 2.f')
  })

  it('a getter that throws, with what it threw as the cause', () => {
    const boom = new TypeError('boom')
    const total = { get value() { throw boom } } // oxfmt-ignore
    for (const value of [{ total }, { not: undefined, total }]) {
      const error = failureOf(value)
      expect(error).toMatchObject({ path: 'item.total.value', cause: boom })
      expect(error.message).toMatch(/reading it threw TypeError: boom/)
    }
  })
})

describe('depth', () => {
  const wraps: [name: string, wrap: (inner: unknown) => unknown][] = [
    ['objects', (inner) => ({ inner })],
    ['arrays', (inner) => [inner]],
    ['maps', (inner) => new Map([['inner', inner]])],
    ['map keys', (inner) => new Map([[inner, 1]])],
    ['sets', (inner) => new Set([inner])],
    ['instances', (inner) => new (class Node { next = inner })()], // oxfmt-ignore
    ['causes', (inner) => new Error('x', { cause: inner })],
  ]
  const nest = (depth: number, wrap: (inner: unknown) => unknown, innermost: unknown): unknown => {
    let value = innermost
    for (let level = 0; level < depth; level++) value = wrap(value)
    return value
  }
  it.each(wraps)('of 20,000 nested %s is refused, of 900 is sent', (_, wrap) => {
    for (const innermost of [1, undefined]) {
      const error = failureOf(nest(20_000, wrap, innermost))
      expect(error.message).toMatch(/nested too deeply, beyond 1,000 levels/)
      expect(error.message.length).toBeLessThan(400)
      expect(() => send(nest(900, wrap, innermost))).not.toThrow()
    }
  })
})

describe('size', () => {
  it('beyond the limit is refused with the size and what to do', () => {
    const large = new Uint8Array(maxItemBytes + 1)
    for (const failing of [() => encodeBytes(large), () => encodeValue(Buffer.from(large.buffer), 'item')])
      expect(failing).toThrow(/takes 257 MiB and one item may take 256 MiB\. Send it in several pieces/)
    expect(failureOf({ large }).message).toMatch(/^Cannot send item: it takes 257 MiB/)
  })
})

function argumentsOf(..._items: unknown[]): unknown {
  return arguments
}
