/** One measured value at a time (ms, of whatever clock the series uses). */
export interface Sample {
  atMs: number
  value: number
}

/**
 * Appends a sample to a bounded series. Samples closer than `minGapMs` to the one before replace its value,
 * so that a series has one length of time whatever the rate of updates.
 */
export function pushSample(
  series: readonly Sample[],
  sample: Sample,
  { capacity, minGapMs }: { capacity: number; minGapMs: number },
): readonly Sample[] {
  const last = series.at(-1)
  if (last && sample.atMs < last.atMs) return series
  if (last && series.length > 1 && sample.atMs - series.at(-2)!.atMs < minGapMs) {
    return [...series.slice(0, -1), sample]
  }
  const kept = series.length >= capacity ? series.slice(series.length - capacity + 1) : series
  return [...kept, sample]
}
