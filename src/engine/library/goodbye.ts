import type { ClientOperation } from '../wire/operations.ts'

/** The last words of this process, with what it took. */
export function goodbye(id: number): ClientOperation {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return {
    op: 'goodbye',
    id,
    cpuMs: (userCPUTime + systemCPUTime) / 1_000,
    peakRssBytes: maxRSS * 1_024,
  }
}
