import type { ReportedLock } from '../../shared/runReport.ts'

export type LockCounters = Omit<ReportedLock, 'id' | 'kind' | 'name'>

/** Sums up time times how many: three waits of a second are three seconds, also while they last. */
class TimeSum {
  #level = 0
  #sinceMs: number
  #sumMs = 0

  constructor(nowMs: number) {
    this.#sinceMs = nowMs
  }

  set(level: number, nowMs: number): void {
    this.#sumMs = this.at(nowMs)
    this.#level = level
    this.#sinceMs = nowMs
  }

  at(nowMs: number): number {
    return this.#sumMs + this.#level * (nowMs - this.#sinceMs)
  }
}

/**
 * What the run report says of a lock. For what is only waited for (event, condition, barrier) an acquire is a wait
 * that got what it waited for, and nothing is held.
 */
export class LockMeter {
  readonly #now: () => number
  readonly #waits: TimeSum
  readonly #holds: TimeSum
  /** What was granted, at once or after a wait. */
  acquires = 0
  /** What had to wait, whatever came of it. */
  contended = 0

  constructor(now: () => number) {
    this.#now = now
    this.#waits = new TimeSum(now())
    this.#holds = new TimeSum(now())
  }

  /** To be called after every change: how many wait, and how many hold. */
  note(waiting: number, holding: number): void {
    const now = this.#now()
    this.#waits.set(waiting, now)
    this.#holds.set(holding, now)
  }

  get counters(): LockCounters {
    const now = this.#now()
    const { acquires, contended } = this
    return { acquires, contended, waitMs: this.#waits.at(now), holdMs: this.#holds.at(now) }
  }
}
