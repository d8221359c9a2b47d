/** Pure statistics of repeated measurements. */

export interface Spread {
  median: number
  min: number
  max: number
}

/** @throws RangeError when there are no values: a figure that nobody measured must not appear. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median of no values')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]!
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2
}

/**
 * Spread of several rounds: the median of the rounds' medians, so that a round with many samples weighs no
 * more than one with few, and the extremes over all samples.
 */
export function spreadOfRounds(rounds: readonly (readonly number[])[]): Spread {
  const samples = rounds.flat()
  return {
    median: median(rounds.map((round) => median(round))),
    min: Math.min(...samples),
    max: Math.max(...samples),
  }
}

/**
 * How many times better the subject is, round by round, so that what slowed both in one round cancels out.
 *
 * @param subject, other - samples by round; the rounds of both belong together by index, an empty round (not
 *   measured, or disturbed) is left out together with its partner.
 * @param higherIsBetter - for a rate; false for a time.
 * @returns undefined when no round has both.
 */
export function pairedRatio(
  subject: readonly (readonly number[])[],
  other: readonly (readonly number[])[],
  higherIsBetter: boolean,
): Spread | undefined {
  const ratios: number[] = []
  subject.forEach((samples, round) => {
    const partner = other[round] ?? []
    if (samples.length === 0 || partner.length === 0) return
    const [a, b] = [median(samples), median(partner)]
    ratios.push(higherIsBetter ? a / b : b / a)
  })
  return ratios.length === 0 ? undefined : spreadOfRounds(ratios.map((ratio) => [ratio]))
}
