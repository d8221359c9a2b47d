import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import {
  parseChunkSizes,
  parseItems,
  parseParam,
  parsePort,
  parseStartMethod,
  parseStartMethods,
  parseTimeout,
  parseWorkers,
} from '../../../../src/main/cli/options.ts'

describe('lists', () => {
  it('name each value once, ranges included', () => {
    expect(parseWorkers('1,2, 4')).toEqual([1, 2, 4])
    expect(parseWorkers('1-3,3,8')).toEqual([1, 2, 3, 8])
    expect(parseChunkSizes('auto,1,64,auto')).toEqual(['auto', 1, 64])
    expect(parseStartMethods('serial,spawn')).toEqual(['serial', 'spawn'])
  })

  it.each([
    ['workers', parseWorkers, '0', /from 1 to 64/],
    ['workers', parseWorkers, '1,,2', /whole number/],
    ['workers', parseWorkers, '4-2', /smaller to the larger/],
    ['workers', parseWorkers, '1-64', /At most 16/],
    ['chunks', parseChunkSizes, '1.5', /whole number/],
    ['methods', parseStartMethods, 'spwan', /Did you mean 'spawn'/],
    ['methods', parseStartMethods, 'fork', /There is serial, spawn, standby, thread\./],
    ['method', parseStartMethod, 'python', /There is spawn, standby, thread\./],
    ['time-out', parseTimeout, '0', /milliseconds from 1/],
    ['time-out', parseTimeout, '1e3', /whole number/],
    ['port', parsePort, '65536', /from 0 to 65535/],
    ['items', parseItems, '-5', /from 1/],
    ['items', parseItems, '1.5', /whole number/],
  ] as const)('%s: %o refuses %s', (_, parse, value, says) => {
    expect(() => parse(value)).toThrow(says)
    expect(() => parse(value)).toThrow(InvalidArgumentError)
  })
})

describe('parameters', () => {
  it('are JSON where they can be, else text, and gather', () => {
    const given = ['n=3', 'flag=true', 'name=Ada', 'list=[1,2]', 'quoted="7"', 'empty=', 'equation=a=b']
    expect(given.reduce<Record<string, unknown>>((params, pair) => parseParam(pair, params), {})).toEqual({
      n: 3,
      flag: true,
      name: 'Ada',
      list: [1, 2],
      quoted: '7',
      empty: '',
      equation: 'a=b',
    })
  })

  it('may be called __proto__ without harm', () => {
    const params = parseParam('__proto__={"polluted":true}', {})
    expect(Object.keys(params)).toEqual(['__proto__'])
    expect((params as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it.each(['k', '=v'])('%s is refused', (pair) => expect(() => parseParam(pair)).toThrow(/name=value/))
})

it('items are a number or a folder', () => {
  expect([parseItems('200'), parseItems('./photos'), parseItems('/tmp/1')]).toEqual([
    200,
    './photos',
    '/tmp/1',
  ])
})
