import type { ExperimentResult } from '../../shared/experiment.ts'

/**
 * What the experiment's program is told to do. It crosses to the main program as its params, so it is plain
 * data; the host has validated it.
 */
export interface ExperimentPlan {
  /** Exported name of the mapped function. */
  functionName: string
  items: ItemsPlan
  params: Record<string, unknown>
  combinations: Combination[]
  repeats: number
  view: ExperimentResult['view']
}

export type ItemsPlan =
  /** The numbers from 0 on. */
  | { kind: 'numbers'; count: number }
  /** What the module's own `items(count, params)` or `items(folder, params)` returns. */
  | { kind: 'module'; from: number | string }

/** One pool to measure. */
export interface Combination {
  startMethod: string
  workers: number
  chunkSize: number | 'auto'
}

/** CPython's default: four chunks for each worker. */
export function autoChunkSize(items: number, workers: number): number {
  return Math.max(1, Math.ceil(items / (workers * 4)))
}

export function resolveChunkSize({ chunkSize, workers }: Combination, items: number): number {
  return chunkSize === 'auto' ? autoChunkSize(items, workers) : chunkSize
}
