import { expect, it } from 'vitest'
import { readApi } from '../../../scripts/docs/readApi.mjs'
import { renderReference } from '../../../scripts/docs/renderReference.mjs'

const declarations = `declare module 'library' {
  /** Holds one thing. See {@link Options}. */
  export class Box<T> extends Hidden<T> {
    #private
    /** @param size - in bytes */
    constructor(size: number)
    /** How large. */
    get size(): number
    set size(value: number)
    /**
     * Puts it in.
     * @returns whether there was room
     * @throws FullError when there is none.
     */
    put(thing: T): boolean
    put(thing: T, options: Options): Promise<boolean>
  }
  class Hidden<T> {
    /** A base's method. */
    base(): T
  }
  export interface Options {
    /** In ms. */
    timeoutMs?: number
  }
  interface Part {
    a: 1 | 2
  }
  /** No room. */
  export class FullError extends Error {
    readonly name = 'FullError'
    readonly missing: number
    constructor(message: string)
  }
  /** Makes one. Or two. */
  export function make(): Part
  export {}
}
declare module 'library/other' {
  import { Box as LibraryBox } from 'library'
  export { FullError } from 'library'
  /** Another. */
  export class Box extends LibraryBox {
    open(): void
  }
  export {}
}`

const pages = renderReference(readApi(declarations))
const page = (name: string): string => pages.get(name)?.replace(/\n+/g, '\n') ?? ''

it('has a page for each class and one for each other kind', () => {
  expect([...pages.keys()].sort()).toEqual([
    'Box.md',
    'README.md',
    'errors.md',
    'functions.md',
    'other.md',
    'types.md',
  ])
})

it('tells of a class how it is made, what it has, and what may go wrong', () => {
  const box = page('Box.md')
  expect(box).toContain('class Box<T>\n')
  expect(box).toContain('Holds one thing. See [Options](types.md#options).')
  expect(box).toContain('constructor(size: number)\n```\n- `size`: in bytes')
  expect(box).toContain('- `size: number`: How large.')
  expect(box).toContain('put(thing: T): boolean\nput(thing: T, options: Options): Promise<boolean>')
  expect(box).toContain('- Returns whether there was room')
  expect(box).toContain('- Throws [FullError](errors.md#fullerror) when there is none.')
  expect(box).toContain('## base')
  expect(box).not.toMatch(/Hidden|private/)
})

it('tells of errors what programs can read, of types their fields', () => {
  expect(page('errors.md')).toContain('- `readonly missing: number`')
  expect(page('errors.md')).not.toMatch(/constructor|readonly name/)
  expect(page('types.md')).toContain('- `timeoutMs?: number`: In ms.')
  expect(page('types.md')).toContain('## Part\nPart of other types; it cannot be imported.')
})

it('lists everything with its first sentence', () => {
  expect(page('README.md')).toContain('- [make](functions.md#make): Makes one.\n')
  expect(page('README.md')).toContain('The same as in the library itself: [FullError](errors.md#fullerror).')
  expect(page('README.md')).not.toContain('Part')
})

it('tells apart what two modules call by the same name', () => {
  expect(page('Box.md')).toContain('Holds one thing.')
  expect(page('other.md')).toContain('# library/other\n## Box\n')
  expect(page('other.md')).toContain('Has what [LibraryBox](Box.md) has, and:')
  expect(page('README.md')).toContain('- [Box](other.md#box): Another.')
})
