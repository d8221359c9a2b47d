import type { MachineLoad } from '../shared/machine.ts'
import { createLoadSource, type LoadReading, type LoadSource } from './loadSource.ts'

/**
 * Load of the machine for many watchers.
 *
 *   source ──▶ sample every interval ──▶ history (last minute) ──▶ every listener
 *
 * Owns the timer and the history. It samples while somebody listens or between `start` and `stop`, never
 * two samples at once, and nothing at all otherwise.
 */

const historyMs = 60_000
const defaultIntervalMs = 1000
/** A first figure soon, instead of an empty panel for a whole interval. */
const firstSampleAfterMs = 250

export interface MachineSamplerOptions {
  /** Time between two samples. Default 1000 ms. */
  intervalMs?: number
  /** Default: `/proc` on Linux, else `systeminformation`. */
  source?: LoadSource
}

export class MachineSampler implements Disposable {
  #intervalMs: number
  readonly #source: LoadSource
  readonly #listeners = new Set<(load: MachineLoad) => void>()
  #history: MachineLoad[] = []
  #held = false
  #timer: NodeJS.Timeout | undefined
  /** Counts the times that sampling began: what an older round still brings is dropped. */
  #round = 0
  #failed = 0
  #own = new OwnCpuMeter()

  constructor({ intervalMs = defaultIntervalMs, source = createLoadSource() }: MachineSamplerOptions = {}) {
    this.#intervalMs = intervalMs
    this.#source = source
  }

  /**
   * Samples also while nobody listens, so that {@link history} has the last minute when somebody comes.
   * Calling it again changes the interval. Ends with {@link stop}.
   */
  start(intervalMs = this.#intervalMs): void {
    this.#held = true
    const isChanged = intervalMs !== this.#intervalMs
    this.#intervalMs = intervalMs
    if (isChanged) this.#end()
    this.#beginIfNeeded()
  }

  /** Undoes {@link start}. Listeners go on receiving samples. */
  stop(): void {
    this.#held = false
    this.#endIfUnwatched()
  }

  /**
   * Calls the listener with every new sample; the first comes within 250 ms where none is due before.
   *
   * @returns ends it; safe to call twice. Sampling ends with the last listener.
   */
  onSample(listener: (load: MachineLoad) => void): () => void {
    // A wrapper of its own, so that one function can listen twice and each ends for itself.
    const entry = (load: MachineLoad): void => listener(load)
    this.#listeners.add(entry)
    this.#beginIfNeeded()
    return () => {
      this.#listeners.delete(entry)
      this.#endIfUnwatched()
    }
  }

  /** The samples of the last minute, oldest first; fewer when sampling began later or paused. */
  history(): readonly MachineLoad[] {
    const since = Date.now() - historyMs
    return this.#history.filter((load) => load.atMs >= since)
  }

  /** Samples that are missing because the system did not answer; sampling went on. */
  get failedSamples(): number {
    return this.#failed
  }

  /** Ends sampling and forgets listeners and history. */
  dispose(): void {
    this.#held = false
    this.#listeners.clear()
    this.#history = []
    this.#end()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #beginIfNeeded(): void {
    if (this.#timer !== undefined || (!this.#held && this.#listeners.size === 0)) return
    const round = ++this.#round
    this.#own = new OwnCpuMeter()
    // The baseline: what the counters showed before is not the load of now.
    void this.#read()
    this.#arm(Math.min(firstSampleAfterMs, this.#intervalMs), round)
  }

  #endIfUnwatched(): void {
    if (!this.#held && this.#listeners.size === 0) this.#end()
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#round++
  }

  #arm(delayMs: number, round: number): void {
    this.#timer = setTimeout(() => void this.#sample(round), delayMs)
  }

  async #sample(round: number): Promise<void> {
    const startedAtMs = performance.now()
    const reading = await this.#read()
    if (round !== this.#round) return
    this.#arm(Math.max(0, this.#intervalMs - (performance.now() - startedAtMs)), round)
    if (reading === null) return
    this.#publish({
      atMs: Date.now(),
      cores: reading.cores,
      cpuPercent: mean(reading.cores),
      memoryUsedBytes: reading.memory.usedBytes,
      memoryTotalBytes: reading.memory.totalBytes,
      ownCpuPercent: this.#own.percent(),
    })
  }

  async #read(): Promise<LoadReading | null> {
    try {
      return await this.#source.read()
    } catch {
      this.#failed++
      return null
    }
  }

  #publish(load: MachineLoad): void {
    this.#history.push(load)
    // What lies in the future was sampled before the clock was set back.
    const since = load.atMs - historyMs
    this.#history = this.#history.filter(({ atMs }) => atMs >= since && atMs <= load.atMs)
    for (const listener of [...this.#listeners]) listener(load)
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** CPU of this process, all its threads together, in percent of one core. */
class OwnCpuMeter {
  #cpu = process.cpuUsage()
  #atMs = performance.now()

  percent(): number {
    const cpu = process.cpuUsage()
    const atMs = performance.now()
    const usedMs = (cpu.user + cpu.system - this.#cpu.user - this.#cpu.system) / 1000
    const elapsedMs = atMs - this.#atMs
    this.#cpu = cpu
    this.#atMs = atMs
    return elapsedMs <= 0 ? 0 : (usedMs / elapsedMs) * 100
  }
}
