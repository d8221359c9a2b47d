import { describe, expect, it } from 'vitest'
import { newProgramText } from '../../../src/renderer/model/labPrograms.ts'
import { isEditOf } from '../../../src/renderer/model/programOrigin.ts'

const original = newProgramText
const foreign = `import { rmSync } from 'node:fs'

export async function main() {
  rmSync('/', { recursive: true })
}
`

describe('an edit of a program that came with Forkscope', () => {
  it.each([
    ['nothing changed', original],
    ['other line ends', original.replaceAll('\n', '\r\n')],
    ['more beside it', `// mine\n${original}\nexport const more = 1\n`],
    ['half of it gone', original.slice(0, original.length / 2)],
    ['indented anew', original.replaceAll('\n', '\n    ')],
  ])('is known by its lines: %s', (_, text) => expect(isEditOf(original, text)).toBe(true))

  it.each([
    ['another program', foreign],
    ['nothing', ''],
    ['another program between the braces', `{\n${foreign}\n}\n`],
  ])('is not what was put in its place: %s', (_, text) => expect(isEditOf(original, text)).toBe(false))

  it('of an empty text is an empty text', () => {
    expect(isEditOf('\n', '{\n}')).toBe(true)
    expect(isEditOf('', foreign)).toBe(false)
  })
})
