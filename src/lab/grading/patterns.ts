import { createContext, Script } from 'node:vm'

/**
 * Regular expressions of exercises, held against what programs print. One that backtracks without end would stop
 * the grader for ever; in a context of its own its time is limited, which nothing else can do to it.
 */

const limitMs = 500

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
const attackLimitMs = 60

/** Tried out: for each kind of character that it names, a long line of it that fails only at its end. */
function isSlow(pattern: string): boolean {
  if (isPlain(pattern)) return false
  for (const piece of piecesOf(pattern)) {
    for (const start of ['', prefixOf(pattern)]) {
      // Together they share the time: the slow one shows within it.
      const lines = ['\u0000', '!', ' ~'].map((end) => start + piece.repeat(repeats) + end)
      try {
        findMatch(
          pattern,
          lines.map((line) => line.slice(0, 4_000)),
          attackLimitMs,
        )
      } catch {
        return true
      }
    }
  }
  return false
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
