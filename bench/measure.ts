import type { Figures, Sampling } from './contract.ts'

/** One repetition: the figure, and a checksum of the results that arrived. */
export interface Sample {
  value: number
  checksum: number
}

/**
 * Warms up, then repeats an operation within its budget. Shared by all contenders that run on Node, ours
 * included, so that nobody is measured differently. Runs in the contender's process.
 */
export async function takeSamples(sampling: Sampling, operation: () => Promise<Sample>): Promise<Figures> {
  const warmUpEnd = performance.now() + sampling.warmUpMs
  const { checksum } = await operation()
  while (performance.now() < warmUpEnd) await operation()
  const samples: number[] = []
  const end = performance.now() + sampling.budgetMs
  do {
    const sample = await operation()
    if (sample.checksum !== checksum) {
      throw new Error(`a repetition gave ${sample.checksum} where the first gave ${checksum}`)
    }
    samples.push(sample.value)
  } while (samples.length < sampling.maxSamples && performance.now() < end)
  return { samples, checksum }
}

/** @returns `count` per second for an operation that took `elapsedMs`. */
export function perSecond(count: number, elapsedMs: number): number {
  return (count / elapsedMs) * 1000
}
