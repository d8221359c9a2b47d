import type { ProcessSample } from '../../monitor/processSource.ts'
import type { ProcessSnapshot } from '../../shared/runUpdate.ts'

/** Samples one run's processes by pid. Pids that are gone are missing in the answer. */
export interface ProcessSampling {
  sample(pids: Iterable<number>): Promise<Map<number, ProcessSample>>
  dispose(): void
}

/** The samples of one run's processes: the latest, and what only ever grows. */
export class RunSamples {
  readonly #latest = new Map<number, ProcessSample>()
  readonly #cpuMs = new Map<number, number>()
  readonly #peakRssBytes = new Map<number, number>()

  /** @param samples - by pid @param living - the processes that they were taken of */
  apply(samples: ReadonlyMap<number, ProcessSample>, living: readonly ProcessSnapshot[]): void {
    for (const { processId, pid } of living) {
      const sample = samples.get(pid)
      if (!sample) continue
      this.#latest.set(processId, sample)
      raise(this.#cpuMs, processId, sample.cpuMs)
      raise(this.#peakRssBytes, processId, sample.peakRssBytes)
    }
  }

  has(processId: number): boolean {
    return this.#latest.has(processId)
  }

  /** Fills in what the engine does not know. Threads of one process share its figures. */
  mergeInto(process: ProcessSnapshot): ProcessSnapshot {
    const { processId } = process
    const sample = process.phase === 'ended' ? undefined : this.#latest.get(processId)
    return {
      ...process,
      cpuMs: Math.max(process.cpuMs, this.#cpuMs.get(processId) ?? 0),
      peakRssBytes:
        process.peakRssBytes === null
          ? null
          : Math.max(process.peakRssBytes, this.#peakRssBytes.get(processId) ?? 0),
      state: sample?.state ?? null,
      cpuPercent: sample?.cpuPercent ?? null,
      rssBytes: sample?.rssBytes ?? null,
      core: sample?.core ?? null,
      threads: sample?.threads ?? null,
    }
  }
}

function raise(values: Map<number, number>, key: number, value: number): void {
  values.set(key, Math.max(values.get(key) ?? 0, value))
}
