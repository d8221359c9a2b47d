import { constants } from 'node:os'

/** What the command ends with; after signal n it is 128 + n, as shells have it. */
export const exitCodes = {
  completed: 0,
  /** The program, or the mapped function, failed. */
  failed: 1,
  /** A mistake in the command, or in a program before anything of it ran. */
  usage: 2,
  /** A check of an exercise, or an exercise itself, is not as it should be. */
  checkFailed: 3,
  timeout: 124,
} as const

export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
