import type { Terminal } from './terminal.ts'

/** What every command is given. */
export interface CommandContext {
  /** The folder that holds `out` and `resources`. */
  root: string
  terminal: Terminal
  /** Aborts when a signal asks the command to end. */
  ending: AbortSignal
}
