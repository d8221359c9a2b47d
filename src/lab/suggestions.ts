/**
 * What to try instead of a name that does not exist: the nearest one, or the whole list.
 * @returns a sentence with a leading space
 */
export function suggest(given: string, names: readonly string[]): string {
  const nearest = names
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0]
  const isNear = nearest && nearest.distance <= Math.max(1, Math.floor(given.length / 3))
  if (isNear) return ` Did you mean '${nearest.name}'?`
  return names.length > 0 ? ` There is ${names.join(', ')}.` : ''
}

/** Insertions, deletions, substitutions and swaps of neighbours between two words. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const at = (back: number, left: number): number => rows[i - back]?.[j - left] ?? Infinity
      const changed = at(1, 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(Math.min(at(1, 0) + 1, (row[j - 1] ?? 0) + 1, changed, isSwapped ? at(2, 2) + 1 : Infinity))
    }
    rows.push(row)
  }
  return rows[from.length]?.[to.length] ?? 0
}
