import { describe, expect, it } from 'vitest'
import { parseParams } from '../../../src/renderer/model/jsonParams.ts'
import { linkLocations, locationOfFacts } from '../../../src/renderer/model/sourceLocations.ts'

describe('places in error texts', () => {
  it('finds them in stacks, after a path or alone, of that file only', () => {
    const stack =
      'TypeError: x\n    at main (/tmp/run-1/queue.ts:12:5)\n    at other.ts:3:1\n    at queue.ts:7'
    const located = linkLocations(stack, 'queue.ts').filter((piece) => piece.location)
    expect(located.map((piece) => piece.location)).toEqual([
      { line: 12, column: 5 },
      { line: 7, column: 1 },
    ])
    expect(
      linkLocations(stack, 'queue.ts')
        .map((piece) => piece.text)
        .join(''),
    ).toBe(stack)
    expect(linkLocations('my-queue.ts:1:1', 'queue.ts')).toEqual([
      { text: 'my-queue.ts:1:1', location: null },
    ])
  })

  it('reads the place of a wire error’s facts', () => {
    expect(locationOfFacts({ location: { file: 'a.ts', line: 3, column: 4 } })).toEqual({
      line: 3,
      column: 4,
    })
    expect(locationOfFacts({ location: 'a.ts' })).toBe(null)
    expect(locationOfFacts(undefined)).toBe(null)
  })
})

describe('parameters as JSON', () => {
  it('takes an object or nothing, and says what else is wrong', () => {
    expect(parseParams(' ')).toEqual({ ok: true, params: {} })
    expect(parseParams('{"workers": 4}')).toEqual({ ok: true, params: { workers: 4 } })
    expect(parseParams('[1]')).toMatchObject({ ok: false, message: expect.stringMatching(/one JSON object/) })
    expect(parseParams('{workers: 4}')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/not JSON/),
    })
  })
})
