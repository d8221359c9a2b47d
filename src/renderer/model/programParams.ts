/** A parameter that a program's `main` names: `{ messages = 36 }`. */
export interface ProgramParameter {
  name: string
  /** The default as the program writes it; empty where there is none. */
  defaultText: string
}

/**
 * What the destructured parameter of an exported `main` names. It is a look at the text, for the form alone:
 * where it finds nothing, parameters are typed as JSON. Null when `main` takes no parameter at all.
 */
export function findParameters(source: string): ProgramParameter[] | null {
  const main = /\bexport\s+(?:default\s+)?(?:async\s+)?function\s*\*?\s*main\s*\(/.exec(source)
  if (!main) return []
  const inner = balanced(source, main.index + main[0].length)
  if (inner === null) return []
  if (inner.trim() === '') return null
  const brace = /^\s*\{/.exec(inner)
  const members = brace ? balanced(inner, brace[0].length) : null
  if (members === null) return []
  return splitTopLevel(members).flatMap((member) => {
    const match = /^(?:\/\*[^]*?\*\/\s*|\/\/.*\n\s*)*([\w$]+)\s*(?::\s*[\w$]+\s*)?(?:=\s*([^]+))?$/.exec(
      member.trim(),
    )
    return match ? [{ name: match[1]!, defaultText: match[2]?.trim() ?? '' }] : []
  })
}

/** Values as typed into the fields: JSON where it is JSON (`36`, `true`, `[1]`), else text; empty ones are left out. */
export function typedParams(values: Readonly<Record<string, string>>): Record<string, unknown> {
  const entries = Object.entries(values).filter(([, text]) => text.trim() !== '')
  return Object.fromEntries(entries.map(([name, text]) => [name, valueOf(text.trim())]))
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The text from `start` to the bracket that closes the one before it; null when it never closes. */
function balanced(text: string, start: number): string | null {
  const end = scan(text, start, () => false)
  return end < text.length ? text.slice(start, end) : null
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = []
  for (let start = 0; start <= text.length;) {
    const end = scan(text, start, (character) => character === ',')
    parts.push(text.slice(start, end))
    start = end + 1
  }
  return parts.filter((part) => part.trim() !== '')
}

/** The first place at the top level where `stops` holds or a bracket closes more than was opened. */
function scan(text: string, start: number, stops: (character: string) => boolean): number {
  const open: string[] = []
  for (let at = start; at < text.length; at++) {
    const character = text[at]!
    if (character === '"' || character === "'" || character === '`') at = endOfString(text, at)
    else if (closers[character]) open.push(closers[character])
    else if (character === open.at(-1)) open.pop()
    else if (open.length === 0 && (stops(character) || /[)\]}]/.test(character))) return at
  }
  return text.length
}

function endOfString(text: string, start: number): number {
  const quote = text[start]
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at
  }
  return text.length
}
