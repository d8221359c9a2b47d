import { app } from 'electron'
import { isRunProcess } from './utilityLauncher.ts'

/** How long a look at the app's processes is good for. */
const freshMs = 1_000

/**
 * Tells which processes are Electron's own (window, GPU, sessions), besides this one.
 *
 * The one caller of `getAppMetrics` in the app: every call begins a new interval of its CPU figures.
 */
export function isOwnProcess(): (pid: number) => boolean {
  let pids = new Set<number>()
  let lookedAtMs = Number.NEGATIVE_INFINITY
  return (pid) => {
    if (performance.now() - lookedAtMs > freshMs) {
      pids = new Set(app.getAppMetrics().map((metric) => metric.pid))
      lookedAtMs = performance.now()
    }
    return pids.has(pid) && !isRunProcess(pid)
  }
}
