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
  /** The process whose main thread's memory it lives in: for threads another, else itself. */
  readonly memorySpace: number
  /** 0 until the system has started it. That of a thread is its process's. */
  pid: number
  /** The system's number of the thread, where it is one and the system tells. */
  tid: number | null
  readyAtMs: number | null
  endedAtMs: number | null
  exitCode: number | null
  signal: string | null
  /** Why it ended, where its exit code does not tell. */
  endCause: string | null
  endedBy: 'user' | 'timeout' | 'program' | 'engine' | null
  cpuMs: number
  /** null for a thread: memory belongs to its process. */
  peakRssBytes: number | null
  tasks: number
}

export type EndedBy = NonNullable<ProcessRecord['endedBy']>
