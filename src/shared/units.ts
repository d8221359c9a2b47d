/** A process id of the operating system. */
export type Pid = number

/** Milliseconds since the start of a run. */
export type RunMs = number

/**
 * How a process (or a pool's workers) is started. The start method picks the launcher and nothing else.
 * `serial` and `python` exist in experiments only.
 */
export const startMethods = ['spawn', 'utility', 'standby', 'thread'] as const
export type StartMethod = (typeof startMethods)[number]
