import { InvalidArgumentError } from 'commander'
import { experimentStartMethods, type ExperimentStartMethod } from '../../shared/experiment.ts'
import { startMethods, type StartMethod } from '../../shared/units.ts'
import { suggest } from '../../lab/suggestions.ts'
import { cliStartMethods } from './cliStartMethods.ts'

/** Parsers for option values. What they throw is shown with the option's name and the value. */

export function parseStartMethod(value: string): StartMethod {
  return oneOf(value, startMethods, cliStartMethods)
}

export function parseStartMethods(value: string): ExperimentStartMethod[] {
  return listOf(value, (part) => oneOf(part, experimentStartMethods, ['serial', ...cliStartMethods]))
}

/** `1,2,4`, `1-4`, or both. */
export function parseWorkers(value: string): number[] {
  const listed = listOf(value, (part) => {
    const range = /^(\d+)-(\d+)$/.exec(part)
    if (!range) return [wholeNumber(part, 1, 64)]
    const [from, to] = [wholeNumber(range[1] ?? '', 1, 64), wholeNumber(range[2] ?? '', 1, 64)]
    if (from > to) throw new InvalidArgumentError('A range goes from the smaller to the larger number.')
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
  const counts = [...new Set(listed.flat())]
  if (counts.length > 16) throw new InvalidArgumentError('At most 16 numbers of workers can be compared.')
  return counts
}

export function parseChunkSizes(value: string): (number | 'auto')[] {
  const sizes = listOf(value, (part) => (part === 'auto' ? 'auto' : wholeNumber(part, 1, 10_000_000)))
  if (sizes.length > 16) throw new InvalidArgumentError('At most 16 chunk sizes can be compared.')
  return sizes
}

/** A number of items, or a folder: what the workload takes is known later. */
export function parseItems(value: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(value) ? wholeNumber(value, 1, 10_000_000) : value
}

export function parseTimeout(value: string): number {
  return wholeNumber(value, 1, 86_400_000, ' of milliseconds')
}

export function parseCount(most: number): (value: string) => number {
  return (value) => wholeNumber(value, 1, most)
}

export function parsePort(value: string): number {
  return wholeNumber(value, 0, 65_535)
}

/** `name=value`, gathered over repeated options. A value that is JSON is taken as such, else as text. */
export function parseParam(pair: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const at = pair.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.')
  // fromEntries: a parameter called __proto__ is a parameter.
  return Object.fromEntries([...Object.entries(before), [pair.slice(0, at), paramValue(pair.slice(at + 1))]])
}

function paramValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function wholeNumber(text: string, least: number, most: number, what = ''): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN
  if (value >= least && value <= most) return value
  throw new InvalidArgumentError(`It must be a whole number${what} from ${least} to ${most}.`)
}

function listOf<T>(value: string, parse: (part: string) => T): T[] {
  const parts = value.split(',').map((part) => part.trim())
  return [...new Set(parts.map(parse))]
}

/** @param available - those of `known` that are there: what is not is refused by the lab, which says so */
function oneOf<T extends string>(value: string, known: readonly T[], available: readonly T[]): T {
  const found = known.find((name) => name === value)
  if (found !== undefined) return found
  throw new InvalidArgumentError(suggest(value, available).trim())
}
