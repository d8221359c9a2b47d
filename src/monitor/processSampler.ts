import type { ProcessSample, ProcessSource, ThreadOwners } from './processSource.ts'
import { ProcProcessSource } from './proc/procProcessSource.ts'
import { SystemProcessSource } from './system/systemProcessSource.ts'
import { loadSystemInformation } from './system/systemInformation.ts'

/**
 * Samples the processes of a run.
 *
 *   pids ──▶ /proc/<pid>/stat (descriptors stay open) ──▶ CpuMeter ──▶ samples by pid
 *
 * Owns the open descriptors and the previous readings; both follow the pids of the latest call. One sampler
 * per run: the percentages count from the call before. Dispose it when the run has ended.
 */
export class ProcessSampler implements Disposable {
  readonly #source: ProcessSource

  /** @param source - default: `/proc` on Linux, else the package `systeminformation` every 2 s. */
  constructor(source: ProcessSource = createProcessSource()) {
    this.#source = source
  }

  /**
   * Samples these processes, and these threads by their own numbers. Missing are those that have ended and were
   * collected by their parent, and threads where the system does not tell of single ones.
   */
  sample(pids: Iterable<number>, threads: ThreadOwners = new Map()): Promise<Map<number, ProcessSample>> {
    return this.#source.sample(new Set(pids), threads)
  }

  /** Closes the descriptors. A later `sample` opens them again. */
  dispose(): void {
    this.#source.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

function createProcessSource(): ProcessSource {
  return process.platform === 'linux'
    ? new ProcProcessSource()
    : new SystemProcessSource(loadSystemInformation)
}
