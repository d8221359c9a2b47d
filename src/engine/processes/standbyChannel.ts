/**
 * What a process that is kept ready and its launcher say to each other, over a pipe that is the process's
 * descriptor 3:
 *
 *   launcher ── {"FORKSCOPE_BOOTSTRAP": …}\n ──▶ process       what it is to add to its environment, and to go on
 *            ◀── ready, later taken, a byte each ──
 *
 * The pipe's end without that line sends the process home: its session is gone, or has no use for it.
 */
export const standbyDescriptor = 3

/** In the environment of a process that is to wait: where the run's broker listens. */
export const standbyName = 'FORKSCOPE_STANDBY'

/** It waits, and has loaded all that it can. */
export const readyByte = 'r'
/** It has its line. */
export const takenByte = 't'
