import type { ProcessTable } from '../../shared/machine.ts'
import type { StreamHandlers } from '../../shared/rpc/contract.ts'

/** What is needed of the monitor's `ProcessTableSampler`. */
export interface TableSampler {
  sample(): Promise<ProcessTable>
}

/**
 * The process table, every `intervalMs` after the watcher has taken the one before: a watcher that is slow gets
 * fewer tables, and they are always fresh.
 */
export function processStream(sampler: TableSampler): StreamHandlers['processes'] {
  return ({ intervalMs }, sink) => {
    let timer: NodeJS.Timeout | undefined
    let isDisposed = false
    const next = async (): Promise<void> => {
      const startedAtMs = performance.now()
      try {
        await sink.emit(await sampler.sample())
      } catch (error) {
        sink.fail(error)
        return
      }
      if (isDisposed) return
      const elapsedMs = performance.now() - startedAtMs
      timer = setTimeout(() => void next(), Math.max(0, intervalMs - elapsedMs))
    }
    void next()
    return () => {
      isDisposed = true
      clearTimeout(timer)
    }
  }
}
