/**
 * What is said about threads. A process that starts its first thread starts its keeper as well: a thread that runs
 * no code of the program, starts and ends the others and knows the memory that they share, so that none of this
 * waits for a program that computes.
 *
 *   session ── thread.keep ──▶ main thread of the process ─ starts ─▶ keeper
 *           ◀─ hello (part: keeper), thread.started, thread.exited ──┤ │ starts, ends
 *           ── thread.launch, thread.kill ──────────────────────────▶┘ ▼
 *           ◀─ hello (part: output), thread.output ──────────────── thread ═ hello, … as every process
 */

/** To a process's main thread: threads are to be started in it. */
export interface KeepThreads {
  op: 'thread.keep'
  /** Absolute path of the built keeper. */
  entry: string
}

export type ThreadCommand =
  | { op: 'thread.launch'; processId: number; entry: string; name: string; bootstrap: string }
  | { op: 'thread.kill'; processId: number; signal: ThreadSignal }

export type ThreadSignal = 'SIGTERM' | 'SIGKILL'

/** What a keeper tells, and a thread of its own output. */
export type ThreadReport =
  | { op: 'thread.started'; processId: number }
  | { op: 'thread.failed'; processId: number; message: string }
  | { op: 'thread.exited'; processId: number; end: ThreadEnd }
  /** One item: the bytes that were written. */
  | { op: 'thread.output'; stream: 'stdout' | 'stderr'; n: number }

export interface ThreadEnd {
  exitCode: number | null
  /** What ended it from outside, in the words of processes; SIGABRT: its heap was full. */
  signal: 'SIGTERM' | 'SIGKILL' | 'SIGABRT' | null
  /** Why, where the code does not tell. */
  cause: string | null
}
