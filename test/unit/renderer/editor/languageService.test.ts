import { expect, it } from 'vitest'
import { languageFiles } from '../../../../scripts/declarations/languageFiles.mjs'
import { LanguageService } from '../../../../src/renderer/components/editor/language/languageService.ts'
import { repositoryRoot } from '../../../support/cli.ts'

const library = `declare module 'multiprocessing' {
  /** Holds items. */
  export class Queue<T> {
    #private
    constructor(maxSize?: number)
    /**
     * Takes the first.
     * @throws QueueEmptyError
     */
    get(options?: { timeoutMs?: number }): Promise<T>
    put(item: T): Promise<void>
  }
  export {}
}`
const files = new Map([...Object.entries(languageFiles(repositoryRoot)), ['/library.d.ts', library]])
const service = new LanguageService(files, ['/node_modules/@types/node/index.d.ts', '/library.d.ts'])

/** A text with the cursor at `|`. */
function at(marked: string): { text: string; offset: number } {
  return { text: marked.replace('|', ''), offset: marked.indexOf('|') }
}

const start = `import { Queue } from 'multiprocessing'\nconst queue = new Queue<string>()\n`
const names = ({ text, offset }: { text: string; offset: number }): string[] =>
  service.complete(text, offset)?.entries.map(({ name }) => name) ?? []

it('completes members, with what they are', () => {
  const { text, offset } = at(`${start}queue.|`)
  expect(names({ text, offset })).toEqual(['get', 'put'])
  expect(service.complete(text, offset)?.from).toBe(offset)
  expect(service.describe({ text, offset, name: 'get' })).toEqual({
    signature: '(method) Queue<string>.get(options?: {\n    timeoutMs?: number;\n}): Promise<string>',
    documentation: 'Takes the first.\nThrows QueueEmptyError',
    changes: [],
  })
})

it('carries types through generics', () => {
  const { text, offset } = at(`${start}const item = await queue.get()\nitem.|`)
  expect(names({ text, offset })).toContain('toUpperCase')
})

it('completes what has to be imported from the library, and imports it', () => {
  const { text, offset } = at(`export const size = 1\nnew Queu|`)
  expect(service.complete(text, offset)?.entries).toContainEqual(
    expect.objectContaining({ name: 'Queue', source: 'multiprocessing' }),
  )
  const details = service.describe({ text, offset, name: 'Queue', source: 'multiprocessing' })
  expect(details?.changes.map(({ insert }) => insert.trim())).toEqual([
    `import { Queue } from 'multiprocessing'`,
  ])
  const sources = service.complete(text, offset)?.entries.flatMap(({ source }) => source ?? [])
  expect(new Set(sources)).toEqual(new Set(['multiprocessing']))
})

it('knows Node', () => {
  expect(names(at(`import { availableParallelism } from 'node:os'\nprocess.p|`))).toContain('pid')
  expect(service.check(`import { cpus } from 'node:os'\nexport const n: number = cpus().length\n`)).toEqual(
    [],
  )
})

it('tells what is under the pointer', () => {
  const { text, offset } = at(`${start}qu|eue.put('a')`)
  const info = service.hover(text, offset)
  expect(info).toMatchObject({ signature: 'const queue: Queue<string>' })
  expect(text.slice(info?.from, info?.to)).toBe('queue')
  expect(service.hover(`${start} `, start.length)).toBeNull()
})

it('shows the parameters of a call', () => {
  const { text, offset } = at(`${start}queue.put(|)`)
  expect(service.signature(text, offset)).toMatchObject({
    before: 'put(',
    parameters: ['item: string'],
    active: 0,
    after: '): Promise<void>',
    overload: [1, 1],
  })
  expect(service.signature(text, 0)).toBeNull()
})

it('finds errors of types, at their place', () => {
  const text = `${start}await queue.put(42)\n`
  const [problem, ...others] = service.check(text)
  expect(others).toEqual([])
  expect(problem).toMatchObject({
    severity: 'error',
    message: expect.stringContaining(`'number' is not assignable`),
  })
  expect(text.slice(problem?.from, problem?.to)).toBe('42')
})

it('leaves syntax, and modules that lie elsewhere, to the bundler', () => {
  expect(service.check('export function main( {')).toEqual([])
  expect(service.check(`import { a } from './a.ts'\nimport b from 'b'\nexport const c = [a, b]\n`)).toEqual(
    [],
  )
})

it('does not ask for types that JavaScript does not have', () => {
  expect(service.check('export function main({ n }) { return n }\n')).toEqual([])
  const list = 'const list = []\nfor (const n of [1, 2]) list.push({ n })\n'
  expect(service.check(`${list}export const sum = list[0].n + list.length\n`)).toEqual([])
  expect(service.check(`${list}list[0].m\n`)).toHaveLength(1)
})

it('answers for an empty text', () => {
  expect(service.check('')).toEqual([])
})

it('formats: two spaces, no semicolons, whatever else the text is', () => {
  const text = 'export function f( a:number ){\nif(a>1){ return 1; }\n    return   2;\n}\n'
  const changes = service.format(text).toSorted((a, b) => b.from - a.from)
  const formatted = changes.reduce(
    (result, { from, to, insert }) => result.slice(0, from) + insert + result.slice(to),
    text,
  )
  expect(formatted).toBe('export function f(a: number) {\n  if (a > 1) { return 1 }\n  return 2\n}\n')
  expect(service.format(formatted)).toEqual([])
})
