import { describe, expect, it } from 'vitest'
import { parameterValues } from '../../../../src/lab/experiments/parameterValues.ts'
import type { Parameter } from '../../../../src/shared/workload.ts'

const common = { label: '', help: '' }
const parameters: Parameter[] = [
  { type: 'integer', name: 'width', default: 640, min: 16, max: 4096, ...common },
  { type: 'number', name: 'ratio', default: 0.5, min: 0, max: 1, ...common },
  { type: 'choice', name: 'area', default: 'whole', choices: ['whole', 'part'], ...common },
]

describe('parameter values', () => {
  it('fill in the defaults', () => {
    expect(parameterValues(parameters, { ratio: 0.25 })).toEqual({ width: 640, ratio: 0.25, area: 'whole' })
  })

  it.each([
    [{ widht: 3 }, "There is no parameter 'widht'. Did you mean 'width'?"],
    [{ width: 1.5 }, 'width must be a whole number from 16 to 4096, not 1.5.'],
    [{ width: 9999 }, 'width must be a whole number from 16 to 4096, not 9999.'],
    [{ width: '100' }, 'width must be a whole number from 16 to 4096, not "100".'],
    [{ ratio: NaN }, 'ratio must be a number from 0 to 1, not null.'],
    [{ area: 'all' }, "area must be one of 'whole', 'part', not \"all\"."],
    [
      JSON.parse('{"__proto__":1}') as object,
      "There is no parameter '__proto__'. There is width, ratio, area.",
    ],
  ])('refuse %j', (given, message) => {
    expect(() => parameterValues(parameters, given as Record<string, unknown>)).toThrow(message)
  })
})
