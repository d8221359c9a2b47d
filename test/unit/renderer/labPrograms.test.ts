import { describe, expect, it } from 'vitest'
import {
  catalogueId,
  changeProgram,
  isDirty,
  maxPrograms,
  ownProgram,
  putProgram,
  type LabPrograms,
} from '../../../src/renderer/model/labPrograms.ts'
import { findParameters, typedParams } from '../../../src/renderer/model/programParams.ts'

it('a file name that would disturb the page or be refused is made plain', () => {
  const nameOf = (fileName: string): string => ownProgram([], fileName, '').fileName
  expect(nameOf('bi\u202edi\n.ts')).toBe('bidi.ts')
  expect(nameOf(`${'x'.repeat(300)}.ts`)).toBe(`${'x'.repeat(100)}.ts`)
  expect(nameOf('\u202e')).toBe('program.ts')
})

describe('the parameters that main names', () => {
  it('are found with their defaults, whatever these hold', () => {
    const source = `
      interface Params { n?: number }
      export async function main({ n = 36, name = 'a, }b', list = [1, { a: 2 }], workers = cpuCount(), plain }: Params) {
        return n
      }`
    expect(findParameters(source)).toEqual([
      { name: 'n', defaultText: '36' },
      { name: 'name', defaultText: "'a, }b'" },
      { name: 'list', defaultText: '[1, { a: 2 }]' },
      { name: 'workers', defaultText: 'cpuCount()' },
      { name: 'plain', defaultText: '' },
    ])
  })

  it('are none when main takes nothing, and unknown when they are not destructured', () => {
    expect(findParameters('export async function main() {}')).toBe(null)
    expect(findParameters('export function main(params: { a: number }) {}')).toEqual([])
    expect(findParameters('export const main = async () => 1')).toEqual([])
    expect(findParameters('export function main({ a = (1')).toEqual([])
    expect(findParameters('')).toEqual([])
  })

  it('are read as JSON where they are JSON, else as text', () => {
    expect(typedParams({ n: '5', on: 'true', text: 'hello', list: '[1,2]', empty: ' ' })).toEqual({
      n: 5,
      on: true,
      text: 'hello',
      list: [1, 2],
    })
  })
})

describe('programs of the lab', () => {
  it('keep what the user wrote and know when it differs', () => {
    const program = ownProgram([], 'program.ts', 'a')
    let programs = putProgram([], program)
    programs = changeProgram(programs, program.key, { text: 'b' })
    expect(isDirty(programs[0]!)).toBe(true)
    expect(isDirty(changeProgram(programs, program.key, { text: 'a' })[0]!)).toBe(false)
    expect(ownProgram(programs, 'program.ts', '').fileName).toBe('program-2.ts')
    expect(ownProgram(programs, 'program.ts', '').key).not.toBe(program.key)
    expect(catalogueId(program.key)).toBe(null)
    expect(catalogueId('catalogue:queue')).toBe('queue')
  })

  it('are bounded, and a changed one is never given up for a new one', () => {
    let programs: LabPrograms = []
    for (let n = 0; n < maxPrograms; n++)
      programs = putProgram(programs, ownProgram(programs, `p${n}.ts`, ''))
    programs = changeProgram(programs, programs[0]!.key, { text: 'changed' })
    programs = putProgram(programs, ownProgram(programs, 'new.ts', ''))
    expect(programs).toHaveLength(maxPrograms)
    expect(programs[0]!.text).toBe('changed')
    expect(programs.some((program) => program.fileName === 'p1.ts')).toBe(false)
  })
})
