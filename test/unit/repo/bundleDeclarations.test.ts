import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { bundleDeclarations } from '../../../scripts/declarations/bundleDeclarations.mjs'
import { temporaryFolder } from '../../support/programFiles.ts'

/** Modules by file name; those that are entries are named by what programs import. */
function bundle(files: Record<string, string>, entries: Record<string, string>): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const found = Object.entries(entries).map(([name, file]) => ({ name, file: join(folder, file) }))
  return bundleDeclarations(found, ({ name }) => inferred.push(name)).replace(/\s+/g, ' ')
}

const inferred: string[] = []

const library = { library: 'index.ts' }

it('exports what the entry exports, and declares what that mentions', () => {
  const text = bundle(
    {
      'index.ts': `export { make } from './make.ts'`,
      'make.ts': `import type { Thing } from './thing.ts'
        export function make(): Thing { return { size: 1 } }
        export function unused(): void {}`,
      'thing.ts': `export interface Thing { size: number }`,
    },
    library,
  )
  expect(text).toMatch(
    /export function make\(\): Thing;? interface Thing \{ size: number;? \} export \{\} \}/,
  )
  expect(text).not.toContain('unused')
})

it('gives two things of one name two names, and leaves type parameters alone', () => {
  const text = bundle(
    {
      'index.ts': `export { a } from './first.ts'
        export { b, c as d } from './second.ts'`,
      'first.ts': `interface Options { x: number }
        export function a(options: Options): void {}`,
      'second.ts': `interface Options { y: number }
        export function b<Options>(options: Options): void {}
        export function c(options: Options): void {}`,
    },
    library,
  )
  expect(text).toMatch(/export function a\(options: Options\): void;? interface Options \{ x/)
  expect(text).toContain('function b<Options>(options: Options)')
  expect(text).toMatch(/export function d\(options: SecondOptions\): void;? interface SecondOptions \{ y/)
})

it('leaves out what is internal: members, constructors, keys of its own, comments about files', () => {
  const text = bundle(
    {
      'index.ts': `export { Box } from './box.ts'`,
      'box.ts': `import { key } from './key.ts'
        /** About the file. */

        /** A box. */
        export class Box {
          readonly #size: number
          /** @internal made by others */
          constructor(size: number, secret: Secret) { this.#size = size }
          /** Its size. */
          get size(): number { return this.#size }
          /** @internal */
          hidden(): void {}
          [key](): number { return 1 }
          [Symbol.iterator](): Iterator<number> { throw 1 }
        }
        interface Secret { a: 1 }`.replaceAll('\n        ', '\n'),
      'key.ts': `export const key: unique symbol = Symbol('key')`,
    },
    library,
  )
  expect(text).toMatch(/\/\*\* A box\. \*\/ export class Box \{ #private;? protected constructor\(\);?/)
  expect(text).toMatch(/\/\*\* Its size\. \*\/ get size\(\): number/)
  expect(text).toContain('[Symbol.iterator](): Iterator<number>')
  expect(text).not.toMatch(/hidden|\[key\]|Secret|About the file/)
})

it('asks the compiler where a type is inferred', () => {
  const text = bundle(
    {
      'index.ts': `export { Holder, pair } from './pair.ts'`,
      'pair.ts': `import { one } from './one.ts'
        const key = Symbol('key')
        export function pair() { return [one(), 'b'] as const }
        export class Holder { [key](): number { return 1 } }`,
      'one.ts': `export function one() { return 1 }`,
    },
    library,
  )
  expect(text).toContain('export function pair(): readonly [number, "b"]')
  expect(text).not.toContain('key')
  expect(inferred.splice(0)).toEqual(['pair'])
})

it('types objects of things with names itself', () => {
  const text = bundle(
    {
      'index.ts': `import { one, two } from './numbers.ts'
        const both = { one, two }
        export type Both = typeof both`,
      'numbers.ts': `export function one(): 1 { return 1 }
        export function two(): 2 { return 2 }`,
    },
    library,
  )
  expect(text).toMatch(/const both: \{ one: typeof one;? two: typeof two;? \}/)
  expect(inferred).toEqual([])
})

it('has a class once where two entries export it', () => {
  const text = bundle(
    {
      'index.ts': `export { Queue } from './queue.ts'
        export type { Options } from './queue.ts'`,
      'dummy.ts': `export * from './queue.ts'
        export { Pool } from './pool.ts'`,
      'queue.ts': `export interface Options { n: number }
        export class Queue { #x = 1; constructor(options: Options) {} }`,
      'pool.ts': `import { Queue } from './queue.ts'
        export class Pool extends Queue { get queue(): Queue { return this } }`,
    },
    { library: 'index.ts', 'library/dummy': 'dummy.ts' },
  )
  expect(text.match(/class Queue/g)).toHaveLength(1)
  const dummy = text.slice(text.indexOf(`'library/dummy'`))
  expect(dummy).toContain(`import { Queue } from 'library'`)
  expect(dummy).toContain(`export { Options, Queue } from 'library'`)
  expect(dummy).toContain('export class Pool extends Queue')
})

it('tells a class from the one that it extends, when both have the same name', () => {
  const text = bundle(
    {
      'index.ts': `export { Queue } from './queue.ts'`,
      'dummy.ts': `import { Queue as AnyQueue } from './queue.ts'
        class ThreadQueue extends AnyQueue { own(): AnyQueue { return this } }
        export { ThreadQueue as Queue }`,
      'queue.ts': `export class Queue { #x = 1 }`,
    },
    { library: 'index.ts', 'library/dummy': 'dummy.ts' },
  )
  expect(text).toContain(`import { Queue as LibraryQueue } from 'library'`)
  expect(text).toMatch(/export class Queue extends LibraryQueue \{ own\(\): LibraryQueue/)
})

it('refers to modules of others by their name', () => {
  const text = bundle(
    {
      'index.ts': `import type { Readable } from 'node:stream'
        export interface Source { stream: Readable }`,
    },
    library,
  )
  expect(text).toMatch(/declare module 'library' \{ import \{ Readable \} from 'node:stream'/)
})
