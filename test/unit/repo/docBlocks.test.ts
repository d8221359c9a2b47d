import { expect, it } from 'vitest'
import { docBlocks } from '../../support/docBlocks.ts'

const main = 'export function main() {}\n'
const block = (info: string, body: string): string => `\`\`\`${info}\n${body}\`\`\`\n`

it('finds programs and what they give', () => {
  const text = `Words.\n\n${block('ts', main)}\nprints\n\n${block('text any order', 'a\nb\n')}${block('json', '[1]\n')}`
  expect(docBlocks(text, 'a.md')).toEqual([
    {
      kind: 'program',
      place: 'a.md:4',
      source: main,
      isExample: false,
      fails: undefined,
      prints: 'a\nb',
      isAnyOrder: true,
      returns: { value: [1] },
    },
  ])
})

it('finds programs that fail, and fragments', () => {
  const text = block('ts fails: EOFError', main) + block('ts fragment: no program', 'let a\n')
  expect(docBlocks(text, 'a.md')).toMatchObject([
    { kind: 'program', fails: 'EOFError', prints: undefined },
    { kind: 'fragment', source: 'let a\n' },
  ])
})

it('completes examples', () => {
  const [example] = docBlocks(block('ts example', 'new Queue()\n'), 'a.md', ['Pool', 'Queue'])
  expect(example).toMatchObject({ kind: 'program', isExample: true })
  expect(example?.source).toBe(
    `import { Queue } from 'multiprocessing'\nexport async function main() {\nnew Queue()\n}\n`,
  )
})

it('leaves other languages and generated declarations alone', () => {
  expect(docBlocks(block('sh', 'ls\n') + block('ts declaration', 'x(): y\n'), 'a.md')).toEqual([])
})

it.each([
  ['a program that nothing is said of', block('ts', main), /a\.md:2: after the program, say what it prints/],
  ['a part that does not say why it is one', block('ts', 'let a\n'), /a\.md:2: a program exports main/],
  ['a fragment without a reason', block('ts fragment:', 'let a\n'), /ts fragment: is not known/],
  ['words that mean nothing', block('ts runs', main), /ts runs is not known/],
  ['other names of the language', block('typescript', main), /write ```ts/],
])('refuses %s', (_, text, message) => {
  expect(() => docBlocks(text, 'a.md')).toThrow(message)
})
