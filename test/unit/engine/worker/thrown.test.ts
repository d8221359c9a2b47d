import { describe, expect, it } from 'vitest'
import { describeThrown } from '../../../../src/engine/worker/thrown.ts'
import { TimeoutError } from '../../../../src/engine/errors.ts'

describe('what a task threw', () => {
  it('keeps names, codes, causes and data that JSON can hold', () => {
    class OwnError extends Error {}
    const cause = Object.assign(new OwnError('inner'), { detail: { at: 7 }, code: 'E_OWN' })
    const error = Object.assign(new RangeError('outer', { cause }), { code: 42 })
    expect(describeThrown(error)).toMatchObject({
      name: 'RangeError',
      message: 'outer',
      className: 'RangeError',
      properties: { code: 42 },
      cause: { message: 'inner', className: 'OwnError', code: 'E_OWN', properties: { detail: { at: 7 } } },
    })
    expect(describeThrown(new TimeoutError('late', { timeoutMs: 5 }))).toMatchObject({
      name: 'TimeoutError',
      code: 'timeout',
      facts: { timeoutMs: 5 },
    })
  })

  it.each<[string, () => unknown]>([
    ['a string', () => 'text'],
    ['undefined', () => undefined],
    ['an object without a prototype', () => Object.create(null) as unknown],
    ['a proxy that throws', () => new Proxy({}, { get: () => raise('trap') })],
    ['an error whose name is no string', () => Object.assign(new Error('x'), { name: { not: 'a string' } })],
    ['an error with a symbol as its message', () => Object.assign(new Error('x'), { message: Symbol('s') })],
    [
      'an error with getters that throw',
      () => Object.defineProperty(new Error('x'), 'stack', { get: () => raise('getter'), enumerable: true }),
    ],
    ['an error that is its own cause', () => circular()],
    ['an error with a BigInt', () => Object.assign(new Error('x'), { facts: { big: 1n }, more: 1n })],
    ['an error with a huge message', () => new Error('x'.repeat(10_000_000))],
    ['an error with huge data', () => Object.assign(new Error('x'), { data: 'x'.repeat(1_000_000) })],
    ['an error without a constructor', () => Object.setPrototypeOf(new Error('x'), null) as unknown],
  ])('%s becomes plain JSON of bounded size', (_what, make) => {
    const wire = describeThrown(make())
    expect(typeof wire.name).toBe('string')
    expect(typeof wire.message).toBe('string')
    const json = JSON.stringify(wire)
    expect(json.length).toBeLessThan(1_000_000)
    expect(JSON.parse(json)).toEqual(wire)
  })
})

function raise(message: string): never {
  throw new Error(message)
}

function circular(): Error {
  const error = new Error('round')
  return Object.assign(error, { cause: error, self: error })
}
