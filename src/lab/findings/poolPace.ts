import type { Finding } from '../../shared/runReport.ts'
import type { PoolSnapshot } from '../../shared/runUpdate.ts'
import { countOf, formatDuration } from '../words.ts'

/** Whether a pool was worth it, from its counters. Pure. */

/** Fewer tasks say little about their cost. */
const leastTasks = 20
const leastSmallTasks = 200
const smallTaskMs = 1
/** What takes less time than this is not worth a word. */
const leastLossMs = 100
const leastActiveMs = 5
/** One process alone would need less than this share of the time. */
const worthlessShare = 0.8
const slowStartMs = 500

interface Pace {
  pool: PoolSnapshot
  tasks: number
  processes: number
  /** While it had tasks, without the start of its workers. */
  activeMs: number
  startUpWaitMs: number
}

/**
 * @returns undefined while that cannot be told: tasks are under way, and how long they have worked is known only
 *   when they have ended; or some were lost.
 */
export function poolPace(pool: PoolSnapshot): Finding[] | undefined {
  const { processes, startUpMs, startUpWaitMs = 0, outstanding, submitted, busyMs, overheadMs } = pool
  const tasks = pool.completed + pool.failed
  if (!processes || startUpMs == null || outstanding > 0 || tasks === 0 || tasks !== submitted)
    return undefined
  if (pool.lost + pool.retried > 0) return undefined
  // Tasks may have waited for the workers to start: that is told by itself.
  const activeMs = Math.max(0, (busyMs + overheadMs) / processes - startUpWaitMs)
  const pace = { pool, tasks, processes, activeMs, startUpWaitMs }
  return [...tooSmall(pace), ...slowStart(pace)]
}

function tooSmall({ pool, tasks, processes, activeMs }: Pace): Finding[] {
  const { id, busyMs, workers } = pool
  if (busyMs >= activeMs * worthlessShare) return []
  const each = formatDuration(busyMs / tasks)
  const cost = formatDuration((activeMs * processes - busyMs) / tasks)
  const isReplaced = workers.length >= 2 * processes
  const areSmall =
    !isReplaced && busyMs / tasks < smallTaskMs && tasks >= leastSmallTasks && activeMs >= leastActiveMs
  if (!areSmall && (tasks < leastTasks || activeMs - busyMs < leastLossMs)) return []
  const facts =
    `${countOf(tasks, 'task')} of ${id} worked ${each} each and cost its ${countOf(processes, 'worker')} ${cost} each ` +
    `besides: together they took ${formatDuration(activeMs)}, and the work itself is ${formatDuration(busyMs)}.`
  const advice = adviceFor(areSmall, workers.length - processes)
  return [
    {
      code: areSmall ? 'chunks-too-small' : 'slower-than-serial',
      severity: 'info',
      message: `${facts} ${advice}`,
      pids: workers.slice(0, processes),
      channels: [],
    },
  ]
}

/** @param replaced - how many workers were started in the place of others. */
function adviceFor(areSmall: boolean, replaced: number): string {
  if (areSmall) return 'Put more into each task: a larger chunkSize, or a function that does more.'
  if (replaced > 0)
    return `${countOf(replaced, 'worker')} had to start in the place of others: let each do more tasks (maxTasksPerChild).`
  return 'One process alone would have been faster: give the workers more to do at the same time, and less to carry.'
}

function slowStart({ pool, processes, startUpWaitMs }: Pace): Finding[] {
  const { id, busyMs, workers } = pool
  if (startUpWaitMs < slowStartMs || busyMs >= startUpWaitMs) return []
  return [
    {
      code: 'slow-start',
      severity: 'info',
      message:
        `The tasks of ${id} waited ${formatDuration(startUpWaitMs)} until its ${countOf(processes, 'worker')} had started, ` +
        `and then worked ${formatDuration(busyMs)} in all. Keep one pool for all that is to be done, or start fewer workers.`,
      pids: workers.slice(0, processes),
      channels: [],
    },
  ]
}
