import type { Finding } from '../../shared/runReport.ts'
import type { RunEvent } from '../../shared/runUpdate.ts'
import type { BrokerHost } from '../broker/broker.ts'
import type { ProcessRecord } from '../processes/processRecord.ts'
import type { Outbox } from './outbox.ts'

type Untimed<E> = E extends RunEvent ? Omit<E, 'atMs'> : never

/** Tells what happens in a run, each with its time. */
export class RunEvents {
  readonly #outbox: Outbox
  readonly #now: () => number
  readonly #pidOf: (processId: number) => number

  /** @param now - ms since the run began. */
  constructor(outbox: Outbox, now: () => number, pidOf: (processId: number) => number) {
    this.#outbox = outbox
    this.#now = now
    this.#pidOf = pidOf
  }

  started({ startedAtMs: atMs, processId, pid, name }: ProcessRecord): void {
    this.#outbox.event({ type: 'process-started', atMs, processId, pid, name })
  }

  ready({ processId, pid }: ProcessRecord): void {
    this.#tell({ type: 'process-ready', processId, pid })
  }

  exited({ processId, pid, exitCode, signal }: ProcessRecord): void {
    this.#tell({ type: 'process-exited', processId, pid, exitCode, signal })
  }

  finding(finding: Finding): void {
    this.#tell({ type: 'finding', finding })
  }

  channelCreated: BrokerHost['onChannelCreated'] = (id, name) =>
    this.#tell({ type: 'channel-created', id, name })

  taskLost: BrokerHost['onTaskLost'] = (processId, pid, pool, task, { failure, isOverTime }) => {
    const cause = { failure: failure && `${failure.name}: ${failure.message}`, isOverTime }
    this.#tell({ type: 'task-lost', processId, pid, pool, task, ...cause })
  }

  blocked: BrokerHost['onBlocked'] = (processId, { operation, on }) =>
    this.#tell({ type: 'blocked', processId, pid: this.#pidOf(processId), operation, on })

  unblocked: BrokerHost['onUnblocked'] = (processId, { operation, on }, waitedMs) =>
    this.#tell({ type: 'unblocked', processId, pid: this.#pidOf(processId), operation, on, waitedMs })

  #tell(event: Untimed<RunEvent>): void {
    this.#outbox.event({ ...event, atMs: this.#now() } as RunEvent)
  }
}
