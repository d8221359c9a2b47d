import { describe, expect, it } from 'vitest'
import { parseOptions, UsageError } from '../../../bench/options.ts'

const cases = ['map-each', 'map-cpu', 'queue-small']

describe('parseOptions', () => {
  it('takes beginnings of case ids, comma-separated or repeated', () => {
    expect(parseOptions(['--only', 'map,queue-small', '--quick'], cases)).toMatchObject({
      only: ['map', 'queue-small'],
      isQuick: true,
      isCheck: false,
    })
  })

  it('says what there is when a case does not exist', () => {
    expect(() => parseOptions(['--only', 'pool'], cases)).toThrow(
      new UsageError('--only: there is no case pool; there are map-each, map-cpu, queue-small.'),
    )
  })

  it.each([
    ['--rounds', '0'],
    ['--rounds', 'many'],
    ['--fast'],
    ['quick'],
    ['--json', '/no/such/folder/x.json'],
  ])('refuses %s %s', (...args) => {
    expect(() => parseOptions(args, cases)).toThrow(UsageError)
  })
})
