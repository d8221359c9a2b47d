import type { Pool } from './pool.ts'

/**
 * What Forkscope's own programs (the experiment runner) may ask of the engine beyond the public library.
 */

export interface PoolStatistics {
  /** From the pool's creation until every worker was ready. */
  startUpMs: number
  /** Time in user code, summed over the workers. */
  busyMs: number
  /** Encoding and decoding of arguments and results in workers and caller, summed. */
  transferMs: number
  tasks: number
}

/** Resolves when every worker of the pool is ready, rejects when they cannot start. */
export function whenReady(pool: Pool): Promise<void> {
  return pool.whenReady()
}

/** Totals since the pool's creation. */
export function poolStatistics(pool: Pool): Promise<PoolStatistics> {
  return pool.statistics()
}

export { reportNote } from './client.ts'
