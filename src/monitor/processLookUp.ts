import type { ProcessIdentity } from './processHandle.ts'

/** What is found under a pid. */
export interface FoundProcess {
  startTime: number
  /** Unix time in ms; 0 where unknown. */
  startedAt: number
  name: string
  user: string
  parentPid: number
  isKernelThread: boolean
  isZombie: boolean
  /** Real and saved uid; null where unknown. */
  uids: readonly [real: number, saved: number] | null
}

/** Looks at one process, to decide whether it may be ended. */
export interface ProcessLookUp {
  /** How far two start times of one process may lie apart, in the unit of the start time. */
  readonly startTolerance: number
  /** Null when no process has the pid. */
  find(pid: number): Promise<FoundProcess | null>
  /** The last look, in the same turn as the kill; true where the system offers none that is quick enough. */
  isStill(identity: ProcessIdentity): boolean
}
