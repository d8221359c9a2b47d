import type { ProcessRole } from '../../shared/runReport.ts'

/** What the run knows of one of its processes, from its request to its end. */
export interface ProcessRecord {
  readonly processId: number
  /** The logical parent: who asked for it. 0 for the main program. */
  readonly parentId: number
  readonly name: string
  readonly role: ProcessRole
  readonly startMethod: string
  readonly isDaemon: boolean
  readonly startedAtMs: number
  /** 0 until the system has started it. */
  pid: number
  readyAtMs: number | null
  endedAtMs: number | null
  exitCode: number | null
  signal: string | null
  endedBy: 'user' | 'timeout' | 'program' | 'engine' | null
  cpuMs: number
  peakRssBytes: number
  tasks: number
}

export type EndedBy = NonNullable<ProcessRecord['endedBy']>
