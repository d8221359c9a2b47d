/** A place in the program that the editor holds. Lines and columns count from 1. */
export interface EditorLocation {
  line: number
  column: number
}

export interface LocatedText {
  text: string
  /** Where this piece of text points to; null for plain text. */
  location: EditorLocation | null
}

/**
 * Cuts an error's text where it names a place in `fileName` (`queue.ts:12:5`, also after a path), so that the
 * place can be a link to the editor.
 */
export function linkLocations(text: string, fileName: string): LocatedText[] {
  const name = fileName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = new RegExp(`(?<![\\w.-])(?:[^\\s()"']*[\\\\/])?${name}:(\\d+)(?::(\\d+))?`, 'g')
  const pieces: LocatedText[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), location: null })
    const location = { line: Number(match[1]), column: Number(match[2] ?? 1) }
    pieces.push({ text: match[0], location })
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push({ text: text.slice(end), location: null })
  return pieces
}

/** The place that a wire error's facts name, where they do (`toWireError` of a `UserError`). */
export function locationOfFacts(facts: Record<string, unknown> | undefined): EditorLocation | null {
  const location = facts?.['location']
  if (typeof location !== 'object' || location === null) return null
  const { line, column } = location as { line?: unknown; column?: unknown }
  return typeof line === 'number' ? { line, column: typeof column === 'number' ? column : 1 } : null
}
