import type { WireError } from '../../shared/errors.ts'
import type { Loss, OutputChunk, ReportedError } from '../../shared/runReport.ts'
import type {
  ChannelSnapshot,
  LockSnapshot,
  PoolSnapshot,
  ProcessSnapshot,
  RunEvent,
} from '../../shared/runUpdate.ts'
import type { StartMethod } from '../../shared/units.ts'

/**
 * What a host and a run's session say to each other.
 *
 *   host (lab) ── SessionCommand ──▶ session: broker + process manager + launchers ── spawns ──▶ processes
 *              ◀─ SessionMessage ───
 *
 * A session serves exactly one run. It lives where no user code runs: in a worker thread (command line, web)
 * or in an Electron utility process. When its port closes it ends every process of the run.
 */

export interface SessionOptions {
  runId: string
  /** Absolute path of the bundled program (an ES module). */
  programFile: string
  /** What errors and reports call the program, for example `queue.ts`. */
  programName: string
  /** Passed to `main`; anything that can be cloned. */
  params: Record<string, unknown>
  startMethod: StartMethod
  workingDirectory: string
  /**
   * A folder that only this user may enter, for the run's socket. Whoever gives it removes it when the run is
   * over, also when the session was killed. Default: a new one, which the session removes.
   */
  folder?: string
  /** Absolute path of the built worker bootstrap. */
  workerEntry: string
  /** Processes that may be alive at once; one more is a `ProcessLimitError`. Default 64. */
  maxProcesses?: number
  /** Bytes of output kept per process; what exceeds it is counted. Default 1 MiB. */
  maxOutputBytes?: number
  /** Bytes that what `main` returns may take; more fails the run. Default: any number. */
  maxResultBytes?: number
  /** A run whose main program can never go on is ended after this. Default: it is not. */
  endDeadlockedAfterMs?: number
  /** Added to the environment of every process of the run. */
  env?: Record<string, string>
}

export type SessionCommand =
  | { type: 'start'; options: SessionOptions }
  /** SIGTERM to every process, after `graceMs` SIGKILL. The outcome tells why. */
  | { type: 'stop'; because: 'user' | 'timeout'; graceMs: number }
  | { type: 'end-process'; processId: number; signal: 'SIGTERM' | 'SIGKILL' }

/** Ten times a second while the run goes on, and once when it has ended. */
export interface EngineSnapshot {
  elapsedMs: number
  /** The samples from outside (`state`, `cpuPercent`, `rssBytes`, `core`, `threads`) are null here. */
  processes: ProcessSnapshot[]
  channels: ChannelSnapshot[]
  locks: LockSnapshot[]
  pools: PoolSnapshot[]
  eventsTotal: number
  loss: Loss
}

export interface SessionEnd {
  /** When the main program was started, Unix time in ms. */
  startedAt: number
  outcome: 'completed' | 'failed' | 'timeout' | 'killed' | 'deadlocked'
  /** The main program's exit code; null when it never ran. */
  exitCode: number | null
  /** What `main` threw, or why the run failed. */
  error: ReportedError | null
  /** What `main` returned, as JSON-safe data; undefined when it returned nothing. */
  result: unknown
}

export type SessionMessage =
  | { type: 'snapshot'; snapshot: EngineSnapshot }
  | { type: 'events'; events: RunEvent[] }
  | { type: 'output'; chunks: OutputChunk[] }
  /** Sent by `reportNote` of the program (experiments report their progress so). */
  | { type: 'note'; processId: number; note: unknown }
  /** The last message: every process of the run has ended. A final snapshot came before it. */
  | { type: 'ended'; end: SessionEnd }
  /** The session could not serve the run at all (a bug, or no process could be started). */
  | { type: 'broken'; error: WireError }

/** A host's hold on a session, whatever it runs in. */
export interface SessionPort {
  /** The session's own process, where it has one that serves nothing else. */
  readonly pid?: number | undefined
  send(command: SessionCommand): void
  /** Ends the session and every process of its run. Resolves when all are gone. Safe to call twice. */
  close(): Promise<void>
}

export interface SessionListener {
  onMessage(message: SessionMessage): void
  /** The session is gone; `ended` or `broken` came before, unless it died. */
  onClosed(reason: string): void
}

/** Hosts differ in where a session runs, and in nothing else. */
export type SessionFactory = (listener: SessionListener) => SessionPort
