import type { Pace } from './pace.ts'
import type { PendingTasks } from './pendingTasks.ts'
import type { Batch } from './poolTypes.ts'
import type { PoolWorker } from './poolWorker.ts'

/**
 * Who gets what next. Leases are noted on the workers; the caller says them on the wire.
 *
 * A worker is given about `targetUs` of work, and more when it has done half of that: enough to hide the round
 * trip, in pieces that are worth a message, and so little that tasks of very different lengths spread fairly.
 */

const targetUs = 2_000
/** With so much at hand another task would only wait for nothing. */
const mostWaitUs = 20_000
/**
 * One runs, one is next, and one is on its way: a worker whose loop is blocked by a task reads the next message
 * only after it.
 */
const leastAtHand = 3
/** A worker's share of what is left is given at once when it is no more than this. */
const smallShareUs = 1_000
/** Less than this is not worth dividing. */
const grainUs = 50
/** Work worth the messages of taking it back from a worker, in µs. */
const recallWorthUs = 500
const mostAtHand = 4_096

/**
 * Gives pending tasks to ready workers that have room, those with the least at hand first.
 * @param taskLimit - how many tasks a worker may ever be given (`maxTasksPerChild`).
 */
export function assign(
  workers: Iterable<PoolWorker>,
  pending: PendingTasks,
  taskLimit: number,
): { worker: PoolWorker; batch: Batch }[] {
  const assigned: { worker: PoolWorker; batch: Batch }[] = []
  if (pending.count === 0) return assigned
  const ready = [...workers].filter(mayBeGiven).sort((a, b) => a.leased - b.leased)
  for (const worker of ready) {
    let pace: Pace | undefined
    let room = 0
    for (;;) {
      if (pending.nextPace !== pace) {
        pace = pending.nextPace
        room = pace ? roomOf(worker, pace, pending.count, ready.length) : 0
      }
      const batch = pending.take(Math.min(room, taskLimit - worker.given))
      if (!batch) break
      worker.lease(batch)
      assigned.push({ worker, batch })
      room -= batch.items.count
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

/** How many more tasks of that pace the worker may be given. */
function roomOf(worker: PoolWorker, pace: Pace, pending: number, readyWorkers: number): number {
  const { leased, atHandUs } = worker
  const { averageUs } = pace
  if (leased === 0 && averageUs === undefined) return 1
  if (averageUs === undefined || atHandUs === Number.POSITIVE_INFINITY) return 0
  const least = leased === 0 || (leased < leastAtHand && atHandUs < mostWaitUs) ? 1 : 0
  const fits = atHandUs > targetUs / 2 ? 0 : Math.floor((targetUs - atHandUs) / averageUs)
  // Near the end of the work nobody hoards: half of what is left goes to whoever is free first.
  const isSmall = pending * averageUs <= smallShareUs * readyWorkers
  const even = Math.ceil(pending / (isSmall ? readyWorkers : 2 * readyWorkers))
  const share = Math.max(1, even, Math.floor(grainUs / averageUs))
  return Math.min(Math.max(least, fits), share - leased, pace.allowance, mostAtHand - leased)
}

/**
 * The workers that have tasks waiting behind others, while another worker has nothing to do: those are asked
 * back. To be called when nothing is pending.
 */
export function recallable(workers: Iterable<PoolWorker>): PoolWorker[] {
  const all = [...workers]
  if (!all.some(({ phase, leased }) => phase === 'ready' && leased === 0)) return []
  return all.filter((worker) => !worker.isRecalled && worker.waitingUs >= recallWorthUs)
}
