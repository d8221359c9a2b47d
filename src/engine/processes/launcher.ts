import type { Readable } from 'node:stream'

/**
 * Starts processes. The start method picks the launcher and nothing else: the bootstrap, the wire protocol
 * and the library are the same behind each.
 */
export interface Launcher {
  /** What it starts lives in the OS process of its parent: as threads. */
  readonly sharesParentsMemory?: boolean
  launch(request: LaunchRequest): LaunchedProcess
  /** Starts of this kind are to be expected: what can be done before them may be done now. */
  prepare?(request: Preparation): void
  /** No more is launched: gives back what was prepared. Resolves when nothing of it is left. Safe to call twice. */
  dispose?(): Promise<void>
}

/** What is known of processes before the first is asked for. */
export interface Preparation {
  /** Absolute path of the bootstrap module. */
  entry: string
  /** Where the run's broker listens. */
  address: string
  /** The environment that all have in common. */
  env: Record<string, string>
  workingDirectory: string
  /** How many more processes the run may have. Default: any number. */
  room?: number
}

export interface LaunchRequest extends Preparation {
  /** The whole environment: the common one, and what is this process's own ({@link bootstrapName}). */
  env: Record<string, string>
  /** For the system's process list, where the launcher can set it. */
  name: string
  processId: number
  /** The memory that it is to live in; its own number where it is a process of its own. */
  memorySpace: number
}

/** The one variable in which the environments of a run's processes differ. */
export const bootstrapName = 'FORKSCOPE_BOOTSTRAP'

export interface LaunchedProcess {
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves with the pid when the system has started it; rejects when it cannot. */
  readonly started: Promise<number>
  /** Called once, after `started`. `cause`: why it ended, where the code does not tell. */
  onExit(
    listener: (exitCode: number | null, signal: NodeJS.Signals | null, cause?: string | null) => void,
  ): void
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}
