import type * as z from 'zod'
import { suggest } from '../suggestions.ts'
import { problem, type ExerciseProblem } from './problems.ts'

/** Zod's findings in words for those who write exercises, not programs. */

type Issue = z.core.$ZodIssue

const mostProblems = 30

/** @param data - what was parsed, for what stands at a place */
export function schemaProblems(file: string, { issues }: z.ZodError, data: unknown): ExerciseProblem[] {
  const found = issues.flatMap((issue) => explain(issue, [], data))
  const problems = found.map(({ path, message }) => problem(file, pathText(path), message))
  const shown = problems.slice(0, mostProblems)
  const left = problems.length - shown.length
  return left === 0 ? shown : [...shown, problem(file, '', `has ${left} more mistakes: mend these first.`)]
}

interface Explanation {
  path: PropertyKey[]
  message: string
}

function explain(issue: Issue, before: readonly PropertyKey[], data: unknown): Explanation[] {
  const path = [...before, ...issue.path]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(path, key))
  if (issue.code === 'invalid_union') return explainUnion(issue, path, data)
  return [{ path, message: words(issue, valueAt(data, path)) }]
}

function unknownField(path: PropertyKey[], key: string): Explanation {
  return { path: [...path, key], message: 'There is no such field: remove it, or correct its name.' }
}

/** Of what may be one of several shapes, the one that was most likely meant. */
function explainUnion(
  { errors, ...issue }: Extract<Issue, { code: 'invalid_union' }>,
  path: PropertyKey[],
  data: unknown,
): Explanation[] {
  const { discriminator } = issue as { discriminator?: string }
  if (discriminator !== undefined) {
    const given = valueAt(data, path)
    const said = given === undefined ? 'is missing' : `${shown(given)} is not known`
    return [{ path, message: `${said}: docs/lab/exercises.md lists what '${discriminator}' may be.` }]
  }
  const value = valueAt(data, path)
  const meant = errors
    .map((issues) => ({ issues, distance: distanceOf(issues) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [nearest, next] = meant
  const isClear = nearest && (!next || nearest.distance < next.distance)
  if (isClear && typeof value === 'object' && value !== null && Object.keys(value).length === 1)
    return nearest.issues.flatMap((each) => explain(each, path, data))
  return [{ path, message: unionWords(errors, value) }]
}

/** A field of another shape is further away than a wrong value in the right one. */
function distanceOf(issues: readonly Issue[]): number {
  return issues.reduce(
    (total, { code, path }) => total + (code === 'unrecognized_keys' ? 10 : path.length > 1 ? 1 : 4),
    0,
  )
}

function unionWords(errors: readonly (readonly Issue[])[], value: unknown): string {
  const names = errors.flatMap((issues) =>
    issues.filter(({ path }) => path.length === 1).map(({ path }) => String(path[0])),
  )
  if (typeof value !== 'object' || value === null)
    return `must be an object with one of ${[...new Set(names)].join(', ')}.`
  const given = Object.keys(value)
  const strangeTo = errors.map((issues) =>
    issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])),
  )
  const strange = given.find((key) => strangeTo.every((keys) => keys.includes(key)))
  const known = [...new Set([...names, ...given.filter((key) => key !== strange)])]
  if (strange !== undefined) return `'${strange}' is not known.${suggest(strange, known)}`
  return `must have exactly one of ${known.join(', ')}; it has ${given.join(' and ') || 'none'}.`
}

function words(issue: Issue, value: unknown): string {
  if (value === undefined) return 'is missing.'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords[issue.expected] ?? issue.expected}, not ${shown(value)}.`
    case 'too_small':
      return sizeWords(issue.origin, `at least ${issue.minimum}`, value)
    case 'too_big':
      return sizeWords(issue.origin, `at most ${issue.maximum}`, value)
    case 'invalid_value': {
      const names = issue.values.map(String)
      return `${shown(value)} is not known.${suggest(typeof value === 'string' ? value : '', names) || ` It must be ${names.join(', ')}.`}`
    }
    case 'invalid_format':
      return `${shown(value)} does not fit. ${issue.message}`
    default:
      return issue.message
  }
}

const typeWords: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  tuple: 'a list of two',
}

function sizeWords(origin: string, bound: string, value: unknown): string {
  if (origin === 'string') {
    const length = typeof value === 'string' ? value.trim().length : 0
    return length === 0 ? 'must not be empty.' : `has ${length} characters; ${bound} fit.`
  }
  if (origin === 'array') return `must hold ${bound}, not ${Array.isArray(value) ? value.length : 0}.`
  return `must be ${bound}, not ${shown(value)}.`
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

/** `checks[2].of.measure` */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('')
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
