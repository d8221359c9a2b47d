import type { ProcessState } from '../shared/machine.ts'

/** What the system knows of one process, seen from outside: true also while its event loop is blocked. */
export interface ProcessSample {
  state: ProcessState
  /** Percent of one core since the sample before of this very process; the first since its start. */
  cpuPercent: number
  /** CPU time used so far. Without `/proc` it is summed up from the percentages and so an estimate. */
  cpuMs: number
  rssBytes: number
  /** The most memory that it ever had, at most 2 s behind. */
  peakRssBytes: number
  /** Null where the system does not tell. */
  threads: number | null
  /** The logical core that it ran on last; null where the system does not tell. */
  core: number | null
  /**
   * With the pid it names this process for ever. Clock ticks since boot on Linux, elsewhere Unix time in
   * seconds; 0 where unknown.
   */
  startTimeTicks: number
}

/** By number of a thread: the pid of its process. The system gives pids and numbers of threads from one range. */
export type ThreadOwners = ReadonlyMap<number, number>

export interface ProcessSource {
  /** Samples by pid, and by number of threads where the system tells of single ones: memory is their process's. */
  sample(pids: ReadonlySet<number>, threads: ThreadOwners): Promise<Map<number, ProcessSample>>
  dispose(): void
}
