import type { Sampling, WorkSpec } from '../contract.ts'

/** How much is measured: `quick` takes about three minutes for the whole bench. */
export interface Sizes {
  mode: 'quick' | 'full'
  rounds: number
  sampling: Sampling
}

export const quickSizes: Sizes = {
  mode: 'quick',
  rounds: 2,
  sampling: { warmUpMs: 250, budgetMs: 150, maxSamples: 5 },
}

export const fullSizes: Sizes = {
  mode: 'full',
  rounds: 7,
  sampling: { warmUpMs: 500, budgetMs: 1000, maxSamples: 7 },
}

export const workers = 2

export const mebibyte = 1 << 20

/** @param counts - items, messages … per sample of the quick and of the full bench. */
export function specOf(
  sizes: Sizes,
  work: WorkSpec['work'],
  counts: { quick: number; full: number },
  messageBytes = 0,
): WorkSpec {
  return { work, workers, count: counts[sizes.mode], messageBytes, primesLimit: 0, sampling: sizes.sampling }
}
