import { createContext, Script } from 'node:vm'

/**
 * Regular expressions of exercises, held against what programs print. One that backtracks without end would stop
 * the grader for ever; in a context of its own its time is limited, which nothing else can do to it.
 */

/** By the clock, and the machine may be busy: only what has no end in sight may come near. */
const limitMs = 2_000

const first = new Script('texts.findIndex((text) => new RegExp(pattern).test(text))')
const all = new Script('texts.flatMap((text, index) => (new RegExp(pattern).test(text) ? [index] : []))')

/**
 * The index of the first text that matches, or -1.
 * @throws PatternTimeoutError when it takes too long, SyntaxError when it is no regular expression
 */
export function findMatch(pattern: string, texts: readonly string[], timeoutMs = limitMs): number {
  const compiled = new RegExp(pattern)
  if (isQuick(pattern, texts)) return texts.findIndex((text) => compiled.test(text))
  return runLimited(first, pattern, texts, timeoutMs) as number
}

/**
 * The indexes of all texts that match.
 * @throws as {@link findMatch}
 */
export function findMatches(pattern: string, texts: readonly string[], timeoutMs = limitMs): number[] {
  const compiled = new RegExp(pattern)
  if (isQuick(pattern, texts)) return texts.flatMap((text, index) => (compiled.test(text) ? [index] : []))
  // A list of the context's own: copied, it is as any other.
  return [...(runLimited(all, pattern, texts, timeoutMs) as number[])]
}

function runLimited(script: Script, pattern: string, texts: readonly string[], timeoutMs: number): unknown {
  // Values of the context are data: the pattern is compiled in it, never run as code.
  const context = createContext({ texts, pattern })
  try {
    return script.runInContext(context, { timeout: timeoutMs })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new PatternTimeoutError(pattern, timeoutMs)
  }
}

export class PatternTimeoutError extends Error {
  constructor(pattern: string, timeoutMs: number) {
    super(`the regular expression /${pattern}/ took more than ${timeoutMs} ms`)
  }
}

/** Characters times characters that are gone through in no time. */
const quickSteps = 10_000_000

/** One quantifier alone still goes through a text once for each of its characters: `\d+ ms` through many digits. */
function isQuick(pattern: string, texts: readonly string[]): boolean {
  return isPlain(pattern) && texts.reduce((steps, { length }) => steps + length ** 2, 0) <= quickSteps
}

/** With at most one quantifier there is nothing to try again and again. */
function isPlain(pattern: string): boolean {
  return (pattern.match(/[*+?{]/g) ?? []).length <= 1
}

/**
 * Says what is wrong with a pattern: that it does not compile, or that it may take for ever.
 * @returns undefined when it can be used
 */
export function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern)
  } catch (error) {
    const words = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : ''
    return `is not a regular expression: ${words}.`
  }
  if (isSlow(pattern))
    return `/${pattern}/ may take for ever on a line that almost matches: repeat nothing that repeats, as in (a+)+.`
  return undefined
}

const repeats = 40
const longestAttack = 4_000
/**
 * The one after the other: what is slow on a busy machine alone gets through in the second. Whoever is stopped by both
 * would go on for ever.
 */
const attackLimitsMs = [100, 1_000] as const

/** An exercise is read again and again; what is to be said of its patterns stays. */
const verdicts = new Map<string, boolean>()
const mostVerdicts = 1_000

/** Tried out: for each kind of character that it names, a long line of it that fails only at its end. */
function isSlow(pattern: string): boolean {
  if (isPlain(pattern)) return false
  const known = verdicts.get(pattern)
  if (known !== undefined) return known
  if (verdicts.size >= mostVerdicts) verdicts.clear()
  const verdict = isSlowTriedOut(pattern)
  verdicts.set(pattern, verdict)
  return verdict
}

function isSlowTriedOut(pattern: string): boolean {
  const lines = piecesOf(pattern).flatMap((piece) =>
    ['', prefixOf(pattern)].flatMap((start) =>
      ['\u0000', '!', ' ~'].map((end) => (start + piece.repeat(repeats) + end).slice(0, longestAttack)),
    ),
  )
  return attackLimitsMs.every((timeoutMs) => isStopped(pattern, lines, timeoutMs))
}

function isStopped(pattern: string, lines: readonly string[], timeoutMs: number): boolean {
  try {
    findMatches(pattern, lines, timeoutMs)
    return false
  } catch (error) {
    if (error instanceof PatternTimeoutError) return true
    throw error
  }
}

/** Characters and short words that the pattern's parts are likely to match. */
function piecesOf(pattern: string): string[] {
  const words = pattern.match(/[A-Za-z0-9]+/g) ?? []
  const singles = [...new Set(words.join(''))].slice(0, 12)
  return [...new Set(['a', '0', ' ', 'a ', '0,', 'aa', ...singles, ...words.slice(0, 4)])]
}

/** The literal text that a pattern begins with, so that what comes after it is reached at all. */
function prefixOf(pattern: string): string {
  return /^\^?([A-Za-z0-9 :_-]*)/.exec(pattern)?.[1] ?? ''
}
