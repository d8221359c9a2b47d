import { UserError } from '../shared/errors.ts'

/** One very process: a pid alone is given away again after its end. */
export interface ProcessIdentity {
  pid: number
  /** Clock ticks since boot on Linux, elsewhere Unix time in seconds. */
  startTime: number
}

/** The opaque text of a process's identity, for example `4711-123456789`. */
export function formatHandle({ pid, startTime }: ProcessIdentity): string {
  return `${pid}-${startTime}`
}

/**
 * Reads a handle that may come from anywhere. Strict: what the system's `kill` would take for a group, for
 * everything, or for process 1 does not get through.
 *
 * @throws UserError `refused` for anything that {@link formatHandle} does not write.
 */
export function parseHandle(handle: string): ProcessIdentity {
  const match = /^(\d{1,16})-(\d{1,16})$/.exec(handle)
  const identity = { pid: Number(match?.[1]), startTime: Number(match?.[2]) }
  const isStrict =
    match !== null &&
    Number.isSafeInteger(identity.pid) &&
    Number.isSafeInteger(identity.startTime) &&
    formatHandle(identity) === handle
  if (!isStrict) {
    throw new UserError(
      'refused',
      `${quote(handle)} does not name a process: take the handle of a row of the process table, for example 4711-123456.`,
    )
  }
  if (identity.pid <= 1) {
    throw new UserError(
      'refused',
      `Process ${identity.pid} belongs to the system and is not ended: choose another one.`,
    )
  }
  return identity
}

/** Quotes foreign text for a message: short, and without control characters. */
function quote(text: unknown): string {
  const shown = JSON.stringify(String(text).slice(0, 60))
  return shown.replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}
