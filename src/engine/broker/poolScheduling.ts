import type { PendingTasks } from './pendingTasks.ts'
import type { Batch } from './poolTypes.ts'
import type { PoolWorker } from './poolWorker.ts'

/** Who gets what next. Leases are noted on the workers; the caller says them on the wire. */

/** Work worth the messages of taking it back from a worker, in µs. */
const recallWorthUs = 500

/**
 * Gives pending tasks to ready workers that have room, those with the least at hand first.
 * @param taskLimit - how many tasks a worker may ever be given (`maxTasksPerChild`).
 */
export function assign(
  workers: Iterable<PoolWorker>,
  pending: PendingTasks,
  taskLimit: number,
): { worker: PoolWorker; batch: Batch }[] {
  if (pending.count === 0) return []
  const ready = [...workers].filter(mayBeGiven).sort((a, b) => a.leased - b.leased)
  const assigned: { worker: PoolWorker; batch: Batch }[] = []
  for (const worker of ready) {
    for (;;) {
      const batch = pending.take(roomOf(worker, pending.count, ready.length, taskLimit))
      if (!batch) break
      worker.lease(batch)
      assigned.push({ worker, batch })
    }
  }
  return assigned
}

/**
 * One that was asked for tasks answers with how many of its newest it gives up: until then "newest" must mean
 * the same on both sides.
 */
function mayBeGiven({ phase, isRecalled }: PoolWorker): boolean {
  return phase === 'ready' && !isRecalled
}

function roomOf(worker: PoolWorker, pending: number, readyWorkers: number, taskLimit: number): number {
  // Near the end of the work nobody hoards: what is left goes to whoever is free.
  const share = Math.max(1, Math.ceil(pending / (2 * readyWorkers)))
  return Math.min(Math.min(worker.window, share) - worker.leased, taskLimit - worker.given)
}

/**
 * The workers that have tasks which they have not begun, while another has nothing to do: those are asked
 * back. To be called when nothing is pending.
 */
export function recallable(workers: Iterable<PoolWorker>): PoolWorker[] {
  const all = [...workers]
  if (!all.some(({ phase, leased }) => phase === 'ready' && leased === 0)) return []
  return all.filter((worker) => !worker.isRecalled && worker.unstartedUs >= recallWorthUs)
}
