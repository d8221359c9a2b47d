/**
 * Makes text of a program harmless and readable in the page: colour and cursor sequences of a terminal are
 * taken out, other control characters and those that reorder text (bidirectional overrides) are shown as what
 * they are. Tab stays.
 */
export function inertText(text: string): string {
  return text.replace(ansiSequence, '').replace(unsafeCharacter, showCharacter)
}

/** The same line by line: line breaks stay. */
export function inertLines(text: string): string {
  return text.split('\n').map(inertText).join('\n')
}

// Control Sequence Introducer, Operating System Command (ended by BEL or ST), and the two-character escapes.
const ansiSequence =
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g

// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const unsafeCharacter = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

function showCharacter(character: string): string {
  const code = character.codePointAt(0)!
  // The Unicode control pictures stand in the same order as the characters.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  return `\\u${code.toString(16).padStart(4, '0')}`
}

/** The same value with every text in it, and every key, made inert line by line. Nesting is to be bounded. */
export function inertValue<T>(value: T): T
export function inertValue(value: unknown): unknown {
  if (typeof value === 'string') return inertLines(value)
  if (Array.isArray(value)) return value.map((item: unknown) => inertValue(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [inertText(key), inertValue<unknown>(member)]),
  )
}
