import type { WireError } from '../../shared/errors.ts'
import type { Finding, ReportedPool } from '../../shared/runReport.ts'
import { ItemRun } from '../values/itemRun.ts'
import type { BrokerOperation, PoolOperation, WorkerOperation } from '../wire/operations.ts'
import { withoutStack } from '../wire/withoutStack.ts'
import { crashLoopFinding } from './findings.ts'
import type { Command } from './machine.ts'
import { PoolMachine } from './poolMachine.ts'
import type { LostTask, PoolCommand, PoolEvent, WorkerExit } from './poolTypes.ts'

/** How a pool answers; the broker is behind it. */
export interface PoolAnswers {
  /** Says something that carries items. */
  deliver(client: number, operation: BrokerOperation, items: ItemRun): void
  deliverTasks(worker: number, operation: Extract<BrokerOperation, { op: 'tasks' }>, items: ItemRun): void
  tell(client: number, operation: BrokerOperation): void
  /** The items will be delivered or dropped once more than they were received. */
  keep(items: ItemRun): void
  drop(items: ItemRun): void
  /** Carries out what is no matter of pools alone. */
  execute(command: Command, name: string, on: string): void
}

export interface WorkerSpawner {
  readonly now: () => number
  newProcessId(): number
  /** @throws ProcessLimitError, ProcessStartError. A failure later is told to the broker. */
  startWorker(request: {
    processId: number
    /** Absent for a worker that takes the place of another. */
    identity?: number[]
    owner: number
    pool: string
    startMethod: string
    initializer: string | null
    isTimed: boolean
    initArgs: ItemRun
  }): void
  signal(processId: number, signal: 'SIGTERM' | 'SIGKILL', by: 'program' | 'engine'): void
  onTasksDone(processId: number, count: number): void
  onTaskLost(processId: number, pid: number, pool: string, task: number, facts: LostTask): void
  onFinding(finding: Finding): void
}

const noItems = ItemRun.pack([])

type CreateOperation = Extract<PoolOperation, { op: 'pool.create' }>

/** Carries out what a pool's machine commands: the thin shell around {@link PoolMachine}. */
export class PoolHost {
  readonly id: number
  readonly owner: number
  readonly name: string
  readonly #create: CreateOperation
  #initArgs: ItemRun
  readonly #broker: PoolAnswers
  readonly #spawner: WorkerSpawner
  readonly #machine: PoolMachine
  readonly #workers = new Set<number>()
  #spawned = 0
  readonly #timers = new Map<number, NodeJS.Timeout>()
  #isUnsettled = false
  /** Why a worker could not be started, within one step. */
  #refusal: WireError | undefined

  constructor(
    name: string,
    owner: number,
    create: CreateOperation,
    initArgs: ItemRun,
    broker: PoolAnswers,
    spawner: WorkerSpawner,
  ) {
    this.id = create.object
    this.name = name
    this.owner = owner
    this.#create = create
    this.#initArgs = initArgs
    this.#broker = broker
    this.#spawner = spawner
    this.#machine = new PoolMachine(name, create.description, () => spawner.newProcessId(), spawner.now)
  }

  start(): void {
    this.#run(this.#machine.start())
  }

  hasWorker(processId: number): boolean {
    return this.#workers.has(processId)
  }

  /** Workers that have tasks at hand. */
  busyWorkers(): number[] {
    return [...this.#workers].filter((worker) => this.#machine.hasTasks(worker))
  }

  isBusy(worker: number): boolean {
    return this.#machine.hasTasks(worker)
  }

  workerSpawned(worker: number, pid: number): void {
    this.#handle({ type: 'worker-spawned', worker, pid })
  }

  workerExited(worker: number, exit: WorkerExit): void {
    this.#workers.delete(worker)
    clearTimeout(this.#timers.get(worker))
    this.#timers.delete(worker)
    this.#handle({ type: 'worker-exited', worker, ...exit })
  }

  spawnFailed(worker: number, error: WireError): void {
    this.#workers.delete(worker)
    this.#handle({ type: 'spawn-failed', worker, error })
  }

  ownerGone(): void {
    this.#handle({ type: 'owner-gone' })
  }

  fromCaller(
    client: number,
    operation: Exclude<PoolOperation, CreateOperation>,
    items: ItemRun | undefined,
  ): void {
    switch (operation.op) {
      case 'pool.submit': {
        const { job, function: name, shape, first, isOpen, isGathered } = operation
        const submission = { client, job, function: name, shape, first, isOpen, isGathered }
        return this.#note({ type: 'submit', ...submission, items: items ?? noItems })
      }
      case 'pool.cancel':
        return this.#handle({ type: 'cancel', job: operation.job })
      case 'pool.whenReady':
        return this.#handle({ type: 'when-ready', client, id: operation.id })
      case 'pool.statistics':
        return this.#handle({ type: 'statistics', client, id: operation.id })
      case 'pool.close':
        return this.#handle({ type: 'close', client, id: operation.id })
      case 'pool.terminate':
        return this.#handle({ type: 'terminate', client, id: operation.id })
      case 'pool.join':
        return this.#handle({ type: 'join', client, id: operation.id })
    }
  }

  fromWorker(worker: number, operation: WorkerOperation, items: ItemRun | undefined): void {
    switch (operation.op) {
      case 'worker.ready':
        return this.#handle({ type: 'worker-ready', worker })
      case 'worker.failed':
        return this.#handle({ type: 'worker-failed', worker, error: operation.error })
      case 'worker.started':
        return this.#note({ type: 'worker-started', worker, count: operation.count })
      case 'worker.results': {
        const { workUs, transferUs } = operation
        this.#spawner.onTasksDone(worker, operation.n)
        return this.#note({ type: 'worker-results', worker, items: items as ItemRun, workUs, transferUs })
      }
      case 'worker.taskFailed': {
        const { error, workUs, transferUs } = operation
        this.#spawner.onTasksDone(worker, 1)
        return this.#note({ type: 'worker-task-failed', worker, error, workUs, transferUs })
      }
      case 'worker.returned':
        return this.#handle({ type: 'worker-returned', worker, count: operation.count })
    }
  }

  report(): ReportedPool & { outstanding: number; bytesIn: number; bytesOut: number } {
    const { transferMs: _transferMs, ...counters } = this.#machine.counters
    return { id: this.name, ...counters }
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  /** To be called when all of what a process said at once is noted. */
  settle(): void {
    if (!this.#isUnsettled) return
    this.#isUnsettled = false
    this.#run(this.#machine.settle())
  }

  #handle(event: PoolEvent): void {
    this.#isUnsettled = false
    this.#run(this.#machine.handle(event))
  }

  /** What often comes in bursts: the tasks are given out once, after the last. */
  #note(event: PoolEvent): void {
    this.#isUnsettled = true
    this.#run(this.#machine.note(event))
  }

  #run(commands: readonly PoolCommand[]): void {
    for (const command of commands) this.#execute(command)
    this.#refusal = undefined
  }

  #execute(command: PoolCommand): void {
    const broker = this.#broker
    switch (command.type) {
      case 'spawn':
        return this.#spawn(command.worker)
      case 'tasks': {
        const { worker, function: name, shape, isAlone, items } = command
        const operation = { op: 'tasks', function: name, shape, isAlone, n: items.count } as const
        return broker.deliverTasks(worker, operation, items)
      }
      case 'recall':
      case 'retire':
        return broker.tell(command.worker, { op: command.type })
      case 'kill':
        return this.#spawner.signal(command.worker, command.isForced ? 'SIGKILL' : 'SIGTERM', 'engine')
      case 'task-timer':
        return this.#startTimer(command)
      case 'job-results': {
        const { client, job, first, items } = command
        return broker.deliver(client, { op: 'job.results', job, first, n: items.count }, items)
      }
      case 'job-failed': {
        const { client, job, index, error } = command
        return broker.tell(client, { op: 'job.failed', job, index, error })
      }
      case 'job-broken':
        return broker.tell(command.client, { op: 'job.broken', job: command.job, error: command.error })
      case 'task-lost':
        return this.#spawner.onTaskLost(command.worker, command.pid, this.name, command.index, command)
      case 'broken':
        return this.#spawner.onFinding(crashLoopFinding(this.name, command.deaths))
      case 'over':
        broker.drop(this.#initArgs)
        this.#initArgs = noItems
        return
      default:
        return broker.execute(command, this.name, this.name)
    }
  }

  #spawn(processId: number): void {
    const { startMethod, initializer, taskTimeoutMs } = this.#create.description
    this.#workers.add(processId)
    // What one is refused for holds for those after it: a pool that is too large is one refusal, not hundreds.
    if (this.#refusal) return this.#refuse(processId, this.#refusal)
    const { name: pool, owner } = this
    const isTimed = taskTimeoutMs !== null
    const identity = this.#nextIdentity()
    const initArgs = this.#initArgs
    // Each worker gets a copy of its own; the pool keeps one for those that are still to come.
    this.#broker.keep(initArgs)
    try {
      this.#spawner.startWorker({
        processId,
        ...(identity && { identity }),
        owner,
        pool,
        startMethod,
        initializer,
        isTimed,
        initArgs,
      })
    } catch (error) {
      this.#broker.drop(initArgs)
      this.#refuse(processId, withoutStack(error))
    }
  }

  /** The owner has numbered as many as the pool has processes. */
  #nextIdentity(): number[] | undefined {
    const { identity, description } = this.#create
    const index = this.#spawned++
    if (index >= description.processes) return undefined
    return [...identity.slice(0, -1), (identity.at(-1) ?? 0) + index]
  }

  /** Not at once: the machine is in the middle of a step. */
  #refuse(worker: number, error: WireError): void {
    this.#refusal = error
    setImmediate(() => this.spawnFailed(worker, error))
  }

  #startTimer({ worker, token, timeoutMs }: Extract<PoolCommand, { type: 'task-timer' }>): void {
    clearTimeout(this.#timers.get(worker))
    const expire = (): void => this.#handle({ type: 'task-timeout', worker, token })
    this.#timers.set(worker, setTimeout(expire, timeoutMs))
  }
}
