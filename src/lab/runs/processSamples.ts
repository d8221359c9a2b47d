import type { ProcessSample, ThreadOwners } from '../../monitor/processSource.ts'
import type { ProcessSnapshot } from '../../shared/runUpdate.ts'

/** Samples one run's processes by pid, threads by their own number. What is gone is missing in the answer. */
export interface ProcessSampling {
  sample(pids: Iterable<number>, threads?: ThreadOwners): Promise<Map<number, ProcessSample>>
  dispose(): void
}

/** The samples of one run's processes: the latest, and what only ever grows. */
export class RunSamples {
  readonly #latest = new Map<number, ProcessSample>()
  readonly #cpuMs = new Map<number, number>()
  readonly #peakRssBytes = new Map<number, number>()

  /** @param samples - by pid or tid @param living - the processes that they were taken of */
  apply(samples: ReadonlyMap<number, ProcessSample>, living: readonly ProcessSnapshot[]): void {
    for (const process of living) {
      const { processId } = process
      const sample = samples.get(systemNumber(process))
      if (!sample) continue
      this.#latest.set(processId, sample)
      raise(this.#cpuMs, processId, sample.cpuMs)
      raise(this.#peakRssBytes, processId, sample.peakRssBytes)
    }
  }

  /** Whether there is none of it, but could be. */
  lacks(process: ProcessSnapshot): boolean {
    return systemNumber(process) > 0 && !this.#latest.has(process.processId)
  }

  /** Fills in what the engine does not know. */
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
      rssBytes: isThread(process) ? null : (sample?.rssBytes ?? null),
      core: sample?.core ?? null,
      threads: isThread(process) ? null : (sample?.threads ?? null),
    }
  }
}

/** Memory, and threads, are those of the process it lives in. */
function isThread({ peakRssBytes }: ProcessSnapshot): boolean {
  return peakRssBytes === null
}

/** By what the system knows it; 0 for a thread that the system tells nothing of. */
function systemNumber(process: ProcessSnapshot): number {
  return isThread(process) ? (process.tid ?? 0) : process.pid
}

/** What is to be sampled of these: pids, and threads by their own numbers. */
export function samplingTargets(living: readonly ProcessSnapshot[]): {
  pids: Set<number>
  threads: Map<number, number>
} {
  const processes = living.filter((process) => !isThread(process))
  const threads = living.filter((process) => isThread(process) && process.tid !== null)
  return {
    pids: new Set(processes.map(({ pid }) => pid)),
    threads: new Map(threads.map(({ tid, pid }) => [tid as number, pid])),
  }
}

function raise(values: Map<number, number>, key: number, value: number): void {
  values.set(key, Math.max(values.get(key) ?? 0, value))
}
