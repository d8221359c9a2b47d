import { cpus } from 'node:os'
import type { ProcessSample, ProcessSource } from '../processSource.ts'
import type { SystemInformation, SystemProcess } from './systemInformation.ts'
import { cpuPercentOf, listProcesses, stateOf, SteadyStarts } from './systemProcesses.ts'

/** The list is dear; between two lists the last one is answered. */
const listEveryMs = 2000

/**
 * Processes on systems without `/proc`. A list is made in the background every 2 s at most; only the first
 * call waits for one, so that a run's updates keep their pace.
 */
export class SystemProcessSource implements ProcessSource {
  readonly #load: () => Promise<SystemInformation>
  readonly #platform: NodeJS.Platform
  readonly #starts = new SteadyStarts()
  #samples = new Map<number, ProcessSample>()
  #askedAtMs = Number.NEGATIVE_INFINITY
  #listedAtMs = Number.NEGATIVE_INFINITY
  #listing: Promise<void> | undefined

  constructor(load: () => Promise<SystemInformation>, platform = process.platform) {
    this.#load = load
    this.#platform = platform
  }

  async sample(pids: ReadonlySet<number>): Promise<Map<number, ProcessSample>> {
    if (this.#listing === undefined && performance.now() - this.#askedAtMs >= listEveryMs) {
      this.#askedAtMs = performance.now()
      // A list that fails leaves the samples as they are; the next beat tries again.
      this.#listing = this.#refresh()
        .catch(() => undefined)
        .finally(() => (this.#listing = undefined))
    }
    if (this.#samples.size === 0) await this.#listing
    return new Map([...this.#samples].filter(([pid]) => pids.has(pid)))
  }

  dispose(): void {
    this.#samples.clear()
  }

  async #refresh(): Promise<void> {
    const list = await listProcesses(this.#load)
    const atMs = performance.now()
    const elapsedMs = Number.isFinite(this.#listedAtMs) ? atMs - this.#listedAtMs : 0
    const starts = this.#starts.update(list)
    const next = new Map<number, ProcessSample>()
    for (const process of list) {
      next.set(process.pid, this.#toSample(process, starts.get(process.pid) ?? 0, elapsedMs))
    }
    this.#samples = next
    this.#listedAtMs = atMs
  }

  #toSample(process: SystemProcess, startTimeTicks: number, elapsedMs: number): ProcessSample {
    const known = this.#samples.get(process.pid)
    const before = known?.startTimeTicks === startTimeTicks ? known : undefined
    const cpuPercent = cpuPercentOf(process, this.#platform, cpus().length)
    const rssBytes = process.memRss * 1024
    return {
      state: stateOf(process),
      cpuPercent,
      cpuMs: (before?.cpuMs ?? 0) + (cpuPercent / 100) * elapsedMs,
      rssBytes,
      peakRssBytes: Math.max(before?.peakRssBytes ?? 0, rssBytes),
      threads: null,
      core: null,
      startTimeTicks,
    }
  }
}
