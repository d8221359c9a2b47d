import { closeSync } from 'node:fs'
import { uptime } from 'node:os'
import { CpuMeter } from '../cpuMeter.ts'
import type { ProcessSample, ProcessSource, ThreadOwners } from '../processSource.ts'
import { kernelUnits } from './auxiliaryVector.ts'
import { openProcFile, readProcDescriptor, readProcText } from './procFiles.ts'
import { parseProcStat, type ProcStat } from './procStat.ts'
import { parseProcStatus } from './procStatus.ts'

/** The peak is in another file, which costs more to make than `stat` and changes slowly. */
const peakEveryMs = 2000
/** Descriptors kept open. Beyond it files are opened for each sample, so that no limit of ours is hit. */
const mostDescriptors = 128

interface Peak {
  startTimeTicks: number
  bytes: number
  /** When the kernel's own figure was last read. */
  readAtMs: number
}

/** Processes from Linux's `/proc`. */
export class ProcProcessSource implements ProcessSource {
  readonly #descriptors = new Map<number, number>()
  readonly #meter = new CpuMeter()
  readonly #peaks = new Map<number, Peak>()

  // Nothing here waits; async so that an error becomes a rejection.

  async sample(pids: ReadonlySet<number>, threads: ThreadOwners): Promise<Map<number, ProcessSample>> {
    this.#forgetAllBut(new Set([...pids, ...threads.keys()]))
    const samples = new Map<number, ProcessSample>()
    for (const pid of pids) {
      const stat = this.#readStat(pid, `/proc/${pid}/stat`)
      if (stat) samples.set(pid, this.#toSample(pid, stat))
    }
    for (const [tid, pid] of threads) {
      const stat = this.#readStat(tid, `/proc/${pid}/task/${tid}/stat`)
      if (stat) samples.set(tid, this.#toSample(tid, stat))
    }
    return samples
  }

  dispose(): void {
    this.#forgetAllBut(new Set())
  }

  #toSample(pid: number, stat: ProcStat): ProcessSample {
    const { ticksPerSecond, pageBytes } = kernelUnits()
    const cpuMs = (stat.cpuTicks * 1000) / ticksPerSecond
    const ageMs = (): number => (uptime() - stat.startTimeTicks / ticksPerSecond) * 1000
    const atMs = performance.now()
    const rssBytes = Math.max(0, stat.rssPages) * pageBytes
    return {
      state: stat.state,
      cpuPercent: this.#meter.update(pid, stat.startTimeTicks, cpuMs, atMs, ageMs),
      cpuMs,
      rssBytes,
      peakRssBytes: this.#peak(pid, stat.startTimeTicks, rssBytes, atMs),
      threads: stat.threads,
      core: stat.core,
      startTimeTicks: stat.startTimeTicks,
    }
  }

  #peak(pid: number, startTimeTicks: number, rssBytes: number, atMs: number): number {
    let peak = this.#peaks.get(pid)
    if (peak?.startTimeTicks !== startTimeTicks) {
      peak = { startTimeTicks, bytes: 0, readAtMs: Number.NEGATIVE_INFINITY }
      this.#peaks.set(pid, peak)
    }
    peak.bytes = Math.max(peak.bytes, rssBytes)
    if (atMs - peak.readAtMs >= peakEveryMs) {
      peak.readAtMs = atMs
      const status = parseProcStatus(readProcText(`/proc/${pid}/status`) ?? '')
      peak.bytes = Math.max(peak.bytes, status?.peakRssBytes ?? 0)
    }
    return peak.bytes
  }

  #readStat(pid: number, path: string): ProcStat | null {
    const kept = this.#descriptors.get(pid)
    if (kept !== undefined) {
      const stat = parseProcStat(readProcDescriptor(kept) ?? '')
      if (stat) return stat
      // That process is gone for good. The pid may have a new owner, which the path would lead to.
      closeSync(kept)
      this.#descriptors.delete(pid)
    }
    const descriptor = openProcFile(path)
    if (descriptor === null) return null
    const stat = parseProcStat(readProcDescriptor(descriptor) ?? '')
    if (stat && this.#descriptors.size < mostDescriptors) this.#descriptors.set(pid, descriptor)
    else closeSync(descriptor)
    return stat
  }

  #forgetAllBut(pids: ReadonlySet<number>): void {
    this.#meter.retain(pids)
    for (const pid of this.#peaks.keys()) if (!pids.has(pid)) this.#peaks.delete(pid)
    for (const [pid, descriptor] of this.#descriptors) {
      if (pids.has(pid)) continue
      closeSync(descriptor)
      this.#descriptors.delete(pid)
    }
  }
}
