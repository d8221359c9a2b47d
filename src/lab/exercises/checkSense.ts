import { runOutcomes } from '../../shared/runReport.ts'
import type { Check, Expectation, Measure } from '../../shared/exercise.ts'
import { suggest } from '../suggestions.ts'

/** Whether a check says anything: one that always passes, or never can, is a mistake of its author. */

type Kind = 'number' | 'text' | 'list' | 'boolean' | 'any'

/** @returns what is wrong with it; undefined when it makes sense */
export function senselessness({ of, expect }: Check): string | undefined {
  const kind = kindOf(of)
  const accepted = acceptedKinds(expect)
  if (kind !== 'any' && accepted !== 'any' && !accepted.includes(kind))
    return `can never pass: '${of.measure}' gives ${kindWords[kind]}, and '${fieldOf(expect)}' is for ${accepted.map((each) => kindWords[each]).join(' or ')}.`
  return vacuity(of, expect)
}

export function kindOf(of: Measure): Kind {
  switch (of.measure) {
    case 'outcome':
    case 'error':
      return 'text'
    case 'result':
      return 'any'
    case 'lines':
    case 'viewProblems':
    case 'tasksPerWorker':
    case 'findings':
      return 'list'
    case 'processes':
      return of.as === 'count' ? 'number' : 'list'
    case 'order':
      return 'boolean'
    default:
      return 'number'
  }
}

function acceptedKinds(expect: Expectation): readonly Exclude<Kind, 'any'>[] | 'any' {
  if ('sameAsSolution' in expect) return 'any'
  if ('sameAs' in expect) {
    const kind = kindOf(expect.sameAs)
    return kind === 'any' ? 'any' : [kind]
  }
  if ('equals' in expect) return expect.equals === null ? 'any' : [jsonKind(expect.equals)]
  if ('atLeast' in expect || 'atMost' in expect || 'between' in expect) return ['number']
  if ('matches' in expect || 'doesNotMatch' in expect) return ['text', 'list']
  return ['list']
}

function jsonKind(value: unknown): Exclude<Kind, 'any'> {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'boolean') return 'boolean'
  // An object is only ever a result's, and that may be anything.
  return typeof value === 'number' ? 'number' : 'text'
}

const kindWords: Record<Kind, string> = {
  number: 'a number',
  text: 'a text',
  list: 'a list',
  boolean: 'true or false',
  any: 'anything',
}

function fieldOf(expect: Expectation): string {
  return Object.keys(expect)[0] ?? ''
}

function vacuity(of: Measure, expect: Expectation): string | undefined {
  const always = (why: string): string => `checks nothing: ${why}`
  const isCount = kindOf(of) === 'number'
  if (isCount && 'atLeast' in expect && expect.atLeast <= 0) return always('a count is always at least 0.')
  if ('between' in expect) {
    const [low, high] = expect.between
    if (low > high) return `can never pass: no number is from ${low} to ${high}; write the smaller one first.`
  }
  if ('atMost' in expect && isCount && expect.atMost < 0) return 'can never pass: no count is negative.'
  if ('matches' in expect && matchesAll(expect.matches))
    return always(`/${expect.matches}/ matches every text.`)
  if ('doesNotMatch' in expect && matchesAll(expect.doesNotMatch))
    return `passes only when there is no text at all: /${expect.doesNotMatch}/ matches every one.`
  if (of.measure === 'outcome') return outcomeMistake(expect)
  return undefined
}

function outcomeMistake(expect: Expectation): string | undefined {
  if (!('equals' in expect) || runOutcomes.some((outcome) => outcome === expect.equals)) return undefined
  const given = typeof expect.equals === 'string' ? expect.equals : JSON.stringify(expect.equals)
  return `can never pass: there is no outcome '${given}'.${suggest(given, runOutcomes)}`
}

function matchesAll(pattern: string): boolean {
  try {
    const compiled = new RegExp(pattern)
    return ['', 'x', '#', '7 \t'].every((text) => compiled.test(text))
  } catch {
    // Told where patterns are looked at.
    return false
  }
}
