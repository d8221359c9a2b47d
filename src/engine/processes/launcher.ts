import type { Readable } from 'node:stream'

/**
 * Starts processes. The start method picks the launcher and nothing else: the bootstrap, the wire protocol
 * and the library are the same behind each.
 */
export interface Launcher {
  launch(request: LaunchRequest): LaunchedProcess
}

export interface LaunchRequest {
  /** Absolute path of the bootstrap module. */
  entry: string
  /** The whole environment. */
  env: Record<string, string>
  workingDirectory: string
  /** For the system's process list, where the launcher can set it. */
  name: string
}

export interface LaunchedProcess {
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves with the pid when the system has started it; rejects when it cannot. */
  readonly started: Promise<number>
  /** Called once, after `started`. */
  onExit(listener: (exitCode: number | null, signal: NodeJS.Signals | null) => void): void
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}
