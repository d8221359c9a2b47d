import { isMainThread } from 'node:worker_threads'
import type { ClientOperation, Usage } from '../wire/operations.ts'

/** The last words of this process, with what it took. */
export function goodbye(id: number): ClientOperation {
  return { op: 'goodbye', id, ...ownUsage() }
}

function ownUsage(): Usage {
  if (!isMainThread) return { cpuMs: threadCpuMs(), peakRssBytes: null }
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return { cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakRssBytes: maxRSS * 1_024 }
}

function threadCpuMs(): number {
  // Since Node 23.9; before it nothing tells of one thread alone.
  const measure = (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage
  if (!measure) return 0
  const { user, system } = measure.call(process)
  return (user + system) / 1_000
}
