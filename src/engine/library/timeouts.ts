import { MisuseError } from '../errors.ts'

/** The longest that a timer can be set to. */
const maxTimerMs = 2 ** 31 - 1

/**
 * A time-out as the wire has it: undefined waits for ever; 0 and less answer at once.
 * @throws MisuseError for what is not a number.
 */
export function wireTimeout(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined || timeoutMs === Infinity) return undefined
  if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs)) {
    throw new MisuseError(`A time-out is a number of milliseconds, not ${String(timeoutMs)}.`, { timeoutMs })
  }
  return Math.min(Math.max(0, timeoutMs), maxTimerMs)
}
