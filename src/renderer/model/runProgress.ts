import type { Progress, RunSnapshot } from '../../shared/runUpdate.ts'

export interface ProgressWords {
  label: string
  done: number
  total: number
  /** 0–1; null when nothing tells how much there is. */
  share: number | null
  /** Time left in ms; null until there is an estimate. */
  remainingMs: number | null
}

/** Below this share the pace so far says too little. */
const estimateFromShare = 0.02
const estimateFromMs = 500

/**
 * The run's own progress where it reports one, else that of its pools' tasks. The host's estimate is taken
 * before one from the pace so far. `told` is the last progress that the run told.
 */
export function progressOf(
  snapshot: Pick<RunSnapshot, 'pools' | 'elapsedMs'>,
  told: Progress | null,
  isCompleted = false,
): ProgressWords | null {
  // What the last updates would have told is done as well.
  if (told && isCompleted) return { ...told, done: told.total, label: 'Done', share: 1, remainingMs: 0 }
  if (told) return withEstimate(told, snapshot.elapsedMs)
  const total = sum(snapshot.pools.map((pool) => pool.submitted))
  if (total === 0) return null
  const done = sum(snapshot.pools.map((pool) => pool.completed + pool.failed + pool.lost))
  return withEstimate({ label: 'tasks', done, total, remainingMs: null }, snapshot.elapsedMs)
}

function withEstimate(progress: Progress, elapsedMs: number): ProgressWords {
  const { label, done, total } = progress
  const share = total > 0 ? Math.min(1, done / total) : null
  const canEstimate = share !== null && share >= estimateFromShare && elapsedMs >= estimateFromMs
  const paced = canEstimate ? (elapsedMs * (1 - share)) / share : null
  return { label, done, total, share, remainingMs: share === 1 ? 0 : (progress.remainingMs ?? paced) }
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
