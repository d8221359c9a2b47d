import type { Finding } from '../../shared/runReport.ts'
import type { PoolSnapshot, RunEvent, RunSnapshot } from '../../shared/runUpdate.ts'
import { lostTask, retriedTasks, type LostTask } from './lostTasks.ts'
import { lostUpdates } from './lostUpdates.ts'
import { poolPace } from './poolPace.ts'
import { ProcessWatch } from './processWatch.ts'
import { QueueWatch } from './queueWatch.ts'

const mostLostTasks = 100

/**
 * What a run's events and snapshots tell while it goes on. Each finding has the time when it was seen first; its
 * figures follow the run. One that turns out not to be so (a queue that somebody empties at last) is withdrawn.
 */
export class LiveFindings {
  readonly #queues = new QueueWatch()
  readonly #processes: ProcessWatch
  readonly #lost: LostTask[] = []
  /** By pool: the last verdict, which stands while new tasks are under way. */
  readonly #paces = new Map<string, Finding[]>()
  /** By code and what it is about. */
  readonly #firstSeen = new Map<string, number>()

  constructor({ memoryBytes }: { memoryBytes: number }) {
    this.#processes = new ProcessWatch(memoryBytes)
  }

  note(events: readonly RunEvent[]): void {
    for (const event of events)
      if (event.type === 'task-lost' && this.#lost.length < mostLostTasks) this.#lost.push(event)
  }

  /** @returns all that is to be said now. */
  observe(snapshot: RunSnapshot): Finding[] {
    const { processes, channels, pools, elapsedMs } = snapshot
    const byNumber = new Map(processes.map((process) => [process.processId, process]))
    const dated = (subject: { id: string }, findings: Finding[]): Finding[] =>
      findings.map((finding) => this.#dated(subject.id, finding, elapsedMs))
    return [
      ...this.#lost.map((lost) => lostTask(lost, byNumber.get(lost.processId))),
      ...pools.flatMap((pool) => dated(pool, retriedTasks(pool))),
      ...channels.flatMap((channel) => dated(channel, lostUpdates(channel))),
      ...this.#queues.observe(snapshot),
      ...pools.flatMap((pool) => dated(pool, this.#paceOf(pool))),
      ...this.#processes.observe(snapshot),
    ]
  }

  #paceOf(pool: PoolSnapshot): Finding[] {
    const pace = poolPace(pool)
    if (pace) this.#paces.set(pool.id, pace)
    return this.#paces.get(pool.id) ?? []
  }

  #dated(subject: string, finding: Finding, nowMs: number): Finding {
    const key = `${finding.code} ${subject}`
    const atMs = this.#firstSeen.get(key) ?? nowMs
    this.#firstSeen.set(key, atMs)
    return { ...finding, atMs }
  }
}
