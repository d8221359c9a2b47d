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

/** Insertions, deletions and substitutions between two words. */
export function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const current = [i]
    for (let j = 1; j <= to.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
