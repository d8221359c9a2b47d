import * as z from 'zod'

/**
 * What the runner and a contender's process say to each other.
 *
 *   runner ── WorkSpec as JSON argument ──▶ contender: start, warm up, measure, verify, shut down
 *          ◀── Figures as JSON ────────────
 *
 * Every contender gets a new process per round, measures inside it in the same way, and leaves nothing behind.
 */

/** When to stop repeating: at least once, then until the budget or the most samples are used up. */
export interface Sampling {
  warmUpMs: number
  budgetMs: number
  maxSamples: number
}

export interface WorkSpec {
  work:
    | 'map-each'
    | 'map-bulk'
    | 'map-cpu'
    | 'queue'
    | 'queue-get'
    | 'pipe'
    | 'pipe-recv'
    | 'pipe-bytes'
    | 'round-trip-queue'
    | 'round-trip-pipe'
    | 'start-up'
    | 'shared-elements'
    | 'shared-elements-burst'
    | 'shared-elements-view'
    | 'shared-range'
    | 'lock'
    | 'lock-contended'
    | 'manager-list'
    | 'manager-list-burst'
    | 'manager-dict'
    | 'manager-dict-burst'
    | 'watch'
  workers: number
  /** Items, tasks, messages, accesses, round trips or processes per sample. */
  count: number
  /** Bytes per message; 0 means the small object `{ id, text }`. */
  messageBytes: number
  /** Size of a CPU-bound task, see `countPrimes`; 0 where there is none. */
  primesLimit: number
  sampling: Sampling
}

export const figuresSchema = z.object({
  /** In the case's unit, one per repetition. */
  samples: z.array(z.number().positive()).min(1),
  /** Computed from the results that really arrived; the case knows what it must be. */
  checksum: z.number(),
})
export type Figures = z.infer<typeof figuresSchema>

export type ContenderKind = 'forkscope' | 'node processes' | 'node threads' | 'node' | 'cpython'

/** Somebody who can do a case's work. */
export interface Contender {
  id: string
  label: string
  kind: ContenderKind
  /** How to start it with a spec. */
  command(spec: WorkSpec): Command
  /** Takes the figures out of the JSON that it printed. Default: it printed nothing else. */
  readFigures?(printed: unknown): unknown
  /** Why it cannot run here; undefined when it can. */
  unavailable?: string | undefined
}

export interface Command {
  file: string
  args: string[]
  env?: Record<string, string>
}

/** One comparison, which is one row group of the table. */
export interface BenchCase {
  id: string
  title: string
  /** For example `tasks/s`. */
  unit: string
  higherIsBetter: boolean
  contenders: Entry[]
  /** @param spec - as given to a contender of this kind. */
  expectedChecksum(spec: WorkSpec): number
}

export interface Entry {
  contender: Contender
  spec: WorkSpec
  /** Id of the contender that this one is set against; undefined for the subject itself. */
  comparedWith?: string
}
