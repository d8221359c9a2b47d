import { setTimeout as delay } from 'node:timers/promises'
import { foreignShare, readCpuTimes } from './machineLoad.ts'

/** Above this share of the machine, others move the figures and even the ratios. */
const disturbingShare = 0.1

const windowMs = 250

/**
 * Decides when to measure, and whether to measure again. It has one budget for the whole bench, so that a
 * machine that never gets quiet costs a bounded time and is told instead.
 */
export class Patience {
  #leftMs: number
  #isQuiet = false

  constructor(budgetMs: number) {
    this.#leftMs = budgetMs
  }

  get isExhausted(): boolean {
    return this.#leftMs <= 0
  }

  /**
   * Takes note of what others used during a measurement (null where unknown): after a quiet one there is no
   * need to wait before the next.
   *
   * @returns whether they disturbed it.
   */
  note(share: number | null): boolean {
    this.#isQuiet = share === null || share <= disturbingShare
    return !this.#isQuiet
  }

  /** Returns as soon as others are quiet, or when the budget is used up. */
  async waitUntilQuiet(): Promise<void> {
    while (!this.#isQuiet && !this.isExhausted) {
      const before = readCpuTimes()
      if (before) await this.spend(() => delay(windowMs))
      this.note(before ? foreignShare(before, readCpuTimes()!) : null)
    }
  }

  /** Runs something at the expense of the budget, for example a repeated measurement. */
  async spend<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now()
    try {
      return await work()
    } finally {
      this.#leftMs -= performance.now() - started
    }
  }
}
