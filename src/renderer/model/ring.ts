/** One measured value at a time (ms, of whatever clock the series uses). */
export interface Sample {
  atMs: number
  value: number
}

export interface SeriesBounds {
  /** Samples that are kept. */
  capacity: number
  /** Of these, how many of the newest keep their full resolution. */
  newest: number
  /** Samples closer than this to the one before replace it. */
  minGapMs: number
}

/**
 * Appends a sample to a bounded series that never forgets: when it is full, pairs of its older samples become
 * their mean, so that the past gets coarser and the newest part stays as it was measured.
 */
export function pushSample(
  series: readonly Sample[],
  sample: Sample,
  bounds: SeriesBounds,
): readonly Sample[] {
  const last = series.at(-1)
  const before = series.at(-2)
  if (last && sample.atMs < last.atMs) return series
  if (last && before && sample.atMs - before.atMs < bounds.minGapMs) return [...series.slice(0, -1), sample]
  const kept = series.length >= bounds.capacity ? coarser(series, bounds) : series
  return [...kept, sample]
}

function coarser(series: readonly Sample[], { newest }: SeriesBounds): Sample[] {
  const older = series.slice(0, -newest)
  const merged: Sample[] = []
  for (let index = 0; index < older.length; index += 2) {
    const first = older[index]!
    const second = older[index + 1] ?? first
    merged.push({ atMs: second.atMs, value: (first.value + second.value) / 2 })
  }
  return [...merged, ...series.slice(-newest)]
}
