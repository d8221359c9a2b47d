import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { kernelUnits } from './auxiliaryVector.ts'

/** Rounding of the uptime (10 ms) and of `btime` (1 s) stays below this; a clock that was set does not. */
const toleranceMs = 1500

/** Unix time of the boot in whole seconds as `/proc/stat` has it; null where the text has none. */
export function parseBootSeconds(procStat: string): number | null {
  const match = /^btime (\d+)$/m.exec(procStat)
  return match ? Number(match[1]) : null
}

/** The exact boot time where `btime` confirms it, else `btime`; both in ms. */
export function confirmedBootMs(exactMs: number, bootSeconds: number | null): number {
  if (bootSeconds === null) return exactMs
  return Math.abs(exactMs - bootSeconds * 1000) <= toleranceMs ? exactMs : bootSeconds * 1000
}

/**
 * Turns start times in ticks since boot into Unix times in ms.
 *
 * `btime` is cut to whole seconds, which would date a process up to a second before it was started; the
 * clock minus the uptime is exact to 10 ms. It is kept until the clock is set (so that a start does not
 * waver between samples), and is distrusted where `btime` contradicts it (containers with an uptime of
 * their own).
 */
export class BootClock {
  #exactMs = Number.NaN
  #bootMs = 0

  /** Looks whether the system's clock was set. Call it once for every pass over the table. */
  refresh(): void {
    const exactMs = Date.now() - uptime() * 1000
    if (Math.abs(exactMs - this.#exactMs) <= toleranceMs) return
    this.#exactMs = exactMs
    this.#bootMs = confirmedBootMs(exactMs, readBootSeconds())
  }

  startedAtMs(startTimeTicks: number): number {
    return Math.round(this.#bootMs + (startTimeTicks * 1000) / kernelUnits().ticksPerSecond)
  }
}

function readBootSeconds(): number | null {
  try {
    return parseBootSeconds(readFileSync('/proc/stat', 'utf8'))
  } catch {
    return null
  }
}
