import { inertText } from './inertText.ts'

/** A list as the user typed it: the values, or what is wrong with it in words. */
export type ParsedList<T> = { ok: true; values: T[] } | { ok: false; message: string }

interface Limits {
  /** What one value is called in messages, with its verb: `Workers`. */
  what: string
  min: number
  max: number
  maxValues: number
}

const workerLimits: Limits = { what: 'Workers', min: 1, max: 64, maxValues: 16 }
const chunkLimits: Limits = { what: 'Chunk sizes', min: 1, max: 10_000_000, maxValues: 16 }

/** Numbers and ranges: `1,2,4`, `1-8`, `1 2 4-6`. Sorted, each once. */
export function parseWorkers(text: string): ParsedList<number> {
  const parsed = parseList(text, workerLimits, null)
  if (!parsed.ok) return parsed
  const values = parsed.values as number[]
  return { ok: true, values: values.sort((a, b) => a - b) }
}

/** Numbers, ranges and `auto`: `auto,1,64`. In the order typed, each once. */
export function parseChunkSizes(text: string): ParsedList<number | 'auto'> {
  return parseList(text, chunkLimits, 'auto')
}

/** The text that parses to these values. */
export function listText(values: readonly (number | 'auto')[]): string {
  return values.join(', ')
}

/** 1, 2, 4 … up to the number of cores, and that number itself. */
export function defaultWorkers(logicalCores: number): number[] {
  const most = Math.min(Math.max(logicalCores, 2), workerLimits.max)
  const values: number[] = []
  for (let n = 1; n < most; n *= 2) values.push(n)
  return [...values, most]
}

function parseList<W extends string>(text: string, limits: Limits, word: W | null): ParsedList<number | W> {
  const tokens = text
    .replace(/\s*(-|–|\.\.)\s*/g, '-')
    .split(/[\s,;]+/)
    .filter((token) => token !== '')
  if (tokens.length === 0)
    return fail(`Enter at least one value, for example ${word ? 'auto, 64' : '1, 2, 4'}.`)
  const values: (number | W)[] = []
  for (const token of tokens) {
    const parsed = parseToken(token, limits, word)
    if (!parsed.ok) return parsed
    values.push(...parsed.values)
  }
  const unique = [...new Set(values)]
  if (unique.length > limits.maxValues) {
    return fail(`${limits.what}: at most ${limits.maxValues} values; this is ${unique.length}.`)
  }
  return { ok: true, values: unique }
}

function parseToken<W extends string>(token: string, limits: Limits, word: W | null): ParsedList<number | W> {
  if (word !== null && token.toLowerCase() === word) return { ok: true, values: [word] }
  const match = /^(\d+)(?:-(\d+))?$/.exec(token)
  if (!match) {
    const wanted =
      word === null ? 'a whole number or a range such as 1-8' : `a whole number, a range or “${word}”`
    return fail(`“${shown(token)}” is not ${wanted}.`)
  }
  const from = Number(match[1])
  const to = match[2] === undefined ? from : Number(match[2])
  for (const typed of match.slice(1).filter((part) => part !== undefined)) {
    const value = Number(typed)
    if (value < limits.min || value > limits.max) {
      return fail(
        `${limits.what} go from ${limits.min} to ${limits.max.toLocaleString('en')}; ${shown(typed)} is out of that range.`,
      )
    }
  }
  if (from > to) return fail(`The range “${token}” runs backwards; write ${to}-${from}.`)
  // A range is bounded before it is built: "1-10000000" must not fill the memory.
  if (to - from >= limits.maxValues) {
    return fail(`${limits.what}: at most ${limits.maxValues} values; “${token}” is ${to - from + 1}.`)
  }
  return { ok: true, values: Array.from({ length: to - from + 1 }, (_, i) => from + i) }
}

/** As it was typed, in few characters and with nothing that would disturb the rest of the message. */
function shown(typed: string): string {
  return inertText(typed.length > 24 ? `${typed.slice(0, 23)}…` : typed)
}

function fail(message: string): { ok: false; message: string } {
  return { ok: false, message }
}
