import { describe, expect, it } from 'vitest'
import {
  findMatch,
  findMatches,
  patternProblem,
  PatternTimeoutError,
} from '../../../../src/lab/grading/patterns.ts'

const longLine = '1'.repeat(256 * 1024)

describe('a regular expression of an exercise', () => {
  it('finds the first match, and all of them', () => {
    const texts = ['a', '12 ms', 'b', '7 ms']
    for (const pattern of ['\\d+ ms', '^\\d+ m+s$']) {
      expect(findMatch(pattern, texts)).toBe(1)
      expect(findMatches(pattern, texts)).toEqual([1, 3])
    }
    expect(findMatch('c', texts)).toBe(-1)
    expect(findMatches('c', [])).toEqual([])
  })

  it.each(['\\d+ ms', '(1+)+ ms'])('is given up when a long line makes it slow: %s', (pattern) => {
    expect(() => findMatch(pattern, [longLine], 50)).toThrow(PatternTimeoutError)
    expect(() => findMatches(pattern, [longLine], 50)).toThrow(PatternTimeoutError)
  })

  it('is tried on a long line that it gets through', () => {
    expect(findMatch('^1+$', ['', longLine])).toBe(1)
  })
})

describe('a regular expression that an exercise brings', () => {
  it('is refused when it may take for ever', () => {
    expect(patternProblem('^(b+)+c$')).toMatch(/may take for ever/)
  })

  it.each(['(Bounded)?Semaphore-\\d+', '^([3-9]|\\d\\d+) busy$', '.*\\.doc', 'a{2}b*c+'])(
    'is taken when it does not: %s',
    (pattern) => expect(patternProblem(pattern)).toBeUndefined(),
  )
})
