/** A line that is shorter (a brace, a blank) is in every program. */
const tellingCharacters = 4
const keptShare = 0.25

/**
 * Whether a text is what came with Forkscope, or the user's edit of it: it still has at least a quarter of the lines.
 * One that was replaced as a whole, as by pasting, is a program from elsewhere.
 */
export function isEditOf(original: string, text: string): boolean {
  if (text === original) return true
  const before = tellingLines(original)
  const now = tellingLines(text)
  let kept = 0
  for (const line of before) if (now.has(line)) kept++
  return before.size === 0 ? now.size === 0 : kept / before.size >= keptShare
}

function tellingLines(text: string): Set<string> {
  const lines = text.split('\n').map((line) => line.trim())
  return new Set(lines.filter((line) => line.length >= tellingCharacters))
}
