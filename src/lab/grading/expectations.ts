import { isDeepStrictEqual } from 'node:util'
import type { Expectation } from '../../shared/exercise.ts'
import { findMatch } from './patterns.ts'

/** `sameAsSolution` and `sameAs` with the value that was measured. */
export type ResolvedExpectation = Exclude<Expectation, { sameAsSolution: true } | { sameAs: unknown }>

export interface Judgement {
  passed: boolean
  /** What was expected and what was measured, in words. */
  evidence: string
}

/** Holds a measured value against what is expected of it. Pure. */
export function judge(value: unknown, expect: ResolvedExpectation): Judgement {
  const { passed, words } = verdictOf(value, expect)
  const evidence =
    'equals' in expect && !passed && isLongText(value) && isLongText(expect.equals)
      ? differenceOf(value, expect.equals)
      : `expected ${words}, measured ${shown(value)}`
  return { passed, evidence }
}

interface Verdict {
  passed: boolean
  words: string
}

function verdictOf(value: unknown, expect: ResolvedExpectation): Verdict {
  if ('equals' in expect)
    return { passed: isDeepStrictEqual(plain(value), plain(expect.equals)), words: shown(expect.equals) }
  if ('atLeast' in expect)
    return { passed: isWithin(value, expect.atLeast, Infinity), words: `at least ${expect.atLeast}` }
  if ('atMost' in expect)
    return { passed: isWithin(value, -Infinity, expect.atMost), words: `at most ${expect.atMost}` }
  if ('between' in expect) {
    const [low, high] = expect.between
    return { passed: isWithin(value, low, high), words: `from ${low} to ${high}` }
  }
  if ('matches' in expect) {
    return {
      passed: findMatch(expect.matches, textsOf(value)) >= 0,
      words: `a match of /${expect.matches}/`,
    }
  }
  if ('doesNotMatch' in expect) {
    return {
      passed: findMatch(expect.doesNotMatch, textsOf(value)) < 0,
      words: `no match of /${expect.doesNotMatch}/`,
    }
  }
  return verdictOfList(listOf(value), expect)
}

function isWithin(value: unknown, low: number, high: number): boolean {
  return typeof value === 'number' && value >= low && value <= high
}

type ListExpectation = Extract<
  ResolvedExpectation,
  | { sameItems: unknown }
  | { includes: unknown }
  | { excludes: unknown }
  | { allDifferent: true }
  | { allEqual: true }
>

function verdictOfList(list: readonly unknown[] | null, expect: ListExpectation): Verdict {
  const keys = list?.map(keyOf)
  if ('sameItems' in expect) {
    const wanted = expect.sameItems.map(keyOf).toSorted()
    return {
      passed: isDeepStrictEqual(keys?.toSorted(), wanted),
      words: `${shown(expect.sameItems)} in any order`,
    }
  }
  if ('includes' in expect)
    return {
      passed: expect.includes.every((item) => keys?.includes(keyOf(item))),
      words: `${expect.includes.map(shown).join(' and ')} among them`,
    }
  if ('excludes' in expect)
    return {
      passed: keys !== undefined && !expect.excludes.some((item) => keys.includes(keyOf(item))),
      words: `no ${expect.excludes.map(shown).join(' and no ')}`,
    }
  const different = new Set(keys).size
  if ('allDifferent' in expect)
    return { passed: keys !== undefined && different === keys.length, words: 'values that all differ' }
  return {
    passed: keys !== undefined && keys.length > 0 && different === 1,
    words: 'values that are all the same',
  }
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? (value as unknown[]) : null
}

function textsOf(value: unknown): string[] {
  return (listOf(value) ?? [value]).map((text) => (typeof text === 'string' ? text : asJson(text)))
}

/** As JSON has it: what a result loses on its way into the report must not make a difference. */
function plain(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown)
}

/** Equal values have equal keys, whatever the order of their fields. */
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

const longestShown = 300

const inWords = (count: number): string => count.toLocaleString('en-US')

function isLongText(value: unknown): value is string {
  return typeof value === 'string' && value.length > longestShown
}

/** Of texts such as the pixels of a picture, whose beginnings tell nothing. */
function differenceOf(measured: string, expected: string): string {
  const length = Math.min(measured.length, expected.length)
  const places = Array.from({ length }, (_, index) => index).filter((at) => measured[at] !== expected[at])
  const first = places[0] ?? length
  const count = places.length + Math.abs(measured.length - expected.length)
  return `expected a text of ${inWords(expected.length)} characters, measured one of ${inWords(measured.length)}: ${inWords(count)} differ, from number ${inWords(first + 1)} on`
}

function shown(value: unknown): string {
  const text = inQuotes(value)
  return text.length > longestShown ? `${text.slice(0, longestShown)}… (${text.length} characters)` : text
}

/** Texts and lists of them as one writes them; everything else as JSON has it. */
function inQuotes(value: unknown): string {
  const list = listOf(value)
  if (list && list.length > 0 && list.every((item) => typeof item === 'string'))
    return list.map(inQuotes).join(', ')
  // What cannot be seen is spelled out, as JSON does.
  if (typeof value === 'string') return `“${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"')}”`
  return asJson(value)
}

function asJson(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing'
}
