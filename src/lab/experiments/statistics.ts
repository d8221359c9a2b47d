/** @returns NaN for no values */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] ?? NaN
  return ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** Which of the values is the median; of an even number the lower of the middle two. -1 for none. */
export function medianIndex(values: readonly number[]): number {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  return order[(order.length - 1) >> 1] ?? -1
}

export interface Spread {
  medianMs: number
  minMs: number
  maxMs: number
}

export function spreadOf(timesMs: readonly number[]): Spread {
  return { medianMs: median(timesMs), minMs: Math.min(...timesMs), maxMs: Math.max(...timesMs) }
}
