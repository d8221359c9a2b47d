import type { WireError } from '../../shared/errors.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { PoolDescription } from '../wire/operations.ts'
import type { Answer } from './heldAnswers.ts'
import type { Machine, Requester } from './machine.ts'
import { PendingTasks } from './pendingTasks.ts'
import { PoolDeaths } from './poolDeaths.ts'
import { brokenPool, lostTask, notRunning } from './poolErrors.ts'
import { PoolJobs, type PoolJob } from './poolJobs.ts'
import { PoolMeter } from './poolMeter.ts'
import { assign, recallable } from './poolScheduling.ts'
import type { Batch, PoolCommand, PoolCounters, PoolEvent, WorkerExit } from './poolTypes.ts'
import { done, PoolWaiters } from './poolWaiters.ts'
import { PoolWorker } from './poolWorker.ts'

/** A task that killed this many workers is not retried again. */
const attemptLimit = 3

/**
 * A pool of workers.
 *
 *   submit ─▶ pending ─(dispatch, within each worker's window)─▶ leased ─▶ started ─▶ result or error
 *                ▲                                               │          │
 *                └── recalled, or its worker died before start ──┘          └─ worker died: lost
 *                                                                              (rejected, or retried)
 *
 * Every task settles exactly once. A lost task is one that its worker had announced to begin: it may have had
 * effects, so it is repeated only if the pool was made so.
 */
export class PoolMachine implements Machine<PoolEvent, PoolCommand> {
  readonly name: string
  readonly #description: PoolDescription
  readonly #newWorkerId: () => number
  readonly #workers = new Map<number, PoolWorker>()
  readonly #jobs = new PoolJobs()
  readonly #pending = new PendingTasks()
  readonly #deaths = new PoolDeaths()
  readonly #waiters = new PoolWaiters()
  readonly #meter: PoolMeter
  readonly #now: () => number
  #phase: 'running' | 'closed' | 'terminated' = 'running'
  #broken: WireError | undefined
  #isOver = false

  /**
   * @param newWorkerId - numbers for the workers' processes, unique in the run.
   * @param now - a monotonic clock, ms.
   */
  constructor(name: string, description: PoolDescription, newWorkerId: () => number, now: () => number) {
    this.name = name
    this.#description = description
    this.#newWorkerId = newWorkerId
    this.#now = now
    this.#meter = new PoolMeter(description.processes, now)
  }

  get counters(): PoolCounters {
    return { ...this.#meter.counters(), outstanding: this.#jobs.outstanding }
  }

  hasTasks(worker: number): boolean {
    return (this.#workers.get(worker)?.leased ?? 0) > 0
  }

  /** Starts the first workers. */
  start(): PoolCommand[] {
    const out: PoolCommand[] = []
    this.#fill(out)
    return out
  }

  handle(event: PoolEvent): PoolCommand[] {
    return [...this.note(event), ...this.settle()]
  }

  /** Takes an event without giving tasks out: for several at once, with one `settle` after the last. */
  note(event: PoolEvent): PoolCommand[] {
    const out: PoolCommand[] = []
    if ('worker' in event) this.#handleWorker(event, out)
    else this.#handleCaller(event, out)
    return out
  }

  /** Gives tasks to whoever has room for them. */
  settle(): PoolCommand[] {
    const out: PoolCommand[] = []
    this.#dispatch(out)
    return out
  }

  #handleCaller(event: Exclude<PoolEvent, { worker: number }>, out: PoolCommand[]): void {
    switch (event.type) {
      case 'submit':
        return this.#submit(event, out)
      case 'cancel':
        return this.#cancel(event.job, out)
      case 'when-ready':
        return this.#whenReady(event, out)
      case 'statistics':
        out.push({ type: 'value', client: event.client, id: event.id, value: this.#meter.statistics() })
        return
      case 'close':
        if (this.#phase === 'running') this.#phase = 'closed'
        out.push(done(event))
        return this.#wind(out)
      case 'terminate':
        this.#terminate(out)
        out.push(done(event))
        return
      case 'join':
        return this.#join(event, out)
      case 'owner-gone':
        return this.#terminate(out)
    }
  }

  #handleWorker(event: Extract<PoolEvent, { worker: number }>, out: PoolCommand[]): void {
    const worker = this.#workers.get(event.worker)
    if (!worker) return
    switch (event.type) {
      case 'worker-spawned':
        worker.pid = event.pid
        this.#meter.worker(event.pid)
        return
      case 'worker-ready':
        return this.#ready(worker, out)
      case 'worker-failed':
        worker.failure = event.error
        return
      case 'worker-started':
        return this.#started(worker, event.count, out)
      case 'worker-results':
        return this.#results(worker, event.items, event.workUs, event.transferUs, out)
      case 'worker-task-failed':
        return this.#taskFailed(worker, event, out)
      case 'worker-returned':
        worker.isRecalled = false
        return this.#restore(worker, worker.takeNewest(event.count), out)
      case 'worker-exited':
        return this.#exited(worker, event, out)
      case 'spawn-failed':
        worker.failure = event.error
        return this.#exited(worker, { pid: 0, exitCode: null, signal: null }, out)
      case 'task-timeout':
        if (worker.startToken !== event.token || worker.started === 0) return
        worker.hasTimedOut = true
        out.push({ type: 'kill', worker: worker.id, isForced: true })
    }
  }

  #submit(event: Extract<PoolEvent, { type: 'submit' }>, out: PoolCommand[]): void {
    const { client, job, function: name, shape, first, items, isOpen, isGathered } = event
    // What was begun before the pool was closed may be submitted to its end.
    const refusal = this.#broken ?? (this.#jobs.get(job) ? undefined : this.#refusal())
    if (refusal) {
      out.push({ type: 'job-broken', client, job, error: refusal }, { type: 'drop', items })
      return
    }
    const { pace } = this.#jobs.add(job, { client, function: name, shape, isOpen, isGathered }, items.count)
    if (items.count === 0) return
    this.#meter.submitted(items.count, items.byteLength)
    this.#pending.push({ job, first, items, pace })
  }

  #refusal(): WireError | undefined {
    return this.#phase === 'running' ? undefined : notRunning(this.name, this.#phase)
  }

  #dispatch(out: PoolCommand[]): void {
    const taskLimit = this.#description.maxTasksPerChild ?? Number.MAX_SAFE_INTEGER
    for (const { worker, batch } of assign(this.#workers.values(), this.#pending, taskLimit)) {
      const { function: name, shape } = this.#jobs.get(batch.job) as PoolJob
      const { items, isAlone = false } = batch
      out.push({ type: 'tasks', worker: worker.id, function: name, shape, isAlone, items })
    }
    if (this.#pending.count === 0) this.#recall(out)
    this.#wind(out)
  }

  #recall(out: PoolCommand[]): void {
    for (const worker of recallable(this.#workers.values())) {
      worker.isRecalled = true
      out.push({ type: 'recall', worker: worker.id })
    }
  }

  #ready(worker: PoolWorker, out: PoolCommand[]): void {
    this.#deaths.workerReady()
    if (worker.phase === 'retiring') {
      out.push({ type: 'retire', worker: worker.id })
      return
    }
    worker.phase = 'ready'
    worker.readyAtMs = this.#now()
    if (this.#phase === 'terminated') return
    this.#meter.workerReady()
    if (this.#readyCount < this.#description.processes) return
    this.#deaths.poolReady()
    this.#waiters.ready(out)
  }

  get #readyCount(): number {
    let count = 0
    for (const { phase } of this.#workers.values()) if (phase === 'ready') count++
    return count
  }

  #whenReady(request: Requester, out: PoolCommand[]): void {
    this.#waiters.addForReady(request)
    const refusal = this.#broken ?? (this.#phase === 'terminated' ? this.#refusal() : undefined)
    if (refusal) this.#waiters.neverReady(refusal, out)
    else if (this.#readyCount >= this.#description.processes) this.#waiters.ready(out)
  }

  #started(worker: PoolWorker, count: number, out: PoolCommand[]): void {
    worker.announce(count)
    const timeoutMs = this.#description.taskTimeoutMs
    if (timeoutMs === null) return
    out.push({ type: 'task-timer', worker: worker.id, token: worker.startToken, timeoutMs })
  }

  #results(worker: PoolWorker, items: ItemRun, workUs: number, transferUs: number, out: PoolCommand[]): void {
    let offset = 0
    for (const batch of worker.takeOldest(items.count)) {
      const count = batch.items.count
      const results = count === items.count ? items : items.slice(offset, offset + count)
      offset += count
      batch.pace.report(count, ((workUs + transferUs) * count) / items.count)
      const { job, first } = batch
      const answer = ({ client }: PoolJob) =>
        ({ type: 'job-results', client, job, first, items: results }) as const
      if (!this.#settle(batch, out, answer)) out.push({ type: 'drop', items: results })
    }
    // Of tasks that were given up meanwhile.
    if (offset < items.count) out.push({ type: 'drop', items: items.slice(offset, items.count) })
    this.#meter.completed(items.count, items.byteLength, workUs, transferUs)
    this.#afterReport(worker, out)
  }

  #taskFailed(
    worker: PoolWorker,
    { error, workUs, transferUs }: Extract<PoolEvent, { type: 'worker-task-failed' }>,
    out: PoolCommand[],
  ): void {
    for (const batch of worker.takeOldest(1)) {
      batch.pace.report(1, workUs + transferUs)
      const { job, first: index } = batch
      this.#settle(batch, out, ({ client }) => ({ type: 'job-failed', client, job, index, error }))
    }
    this.#meter.failed(workUs, transferUs)
    this.#afterReport(worker, out)
  }

  #afterReport(worker: PoolWorker, out: PoolCommand[]): void {
    this.#deaths.taskDone()
    const limit = this.#description.maxTasksPerChild
    if (limit !== null && worker.given >= limit && worker.leased === 0) this.#retire(worker, out)
  }

  /** @returns whether anybody wants the answer. */
  #settle(batch: Batch, out: PoolCommand[], answer?: (job: PoolJob) => Answer): boolean {
    const answers = this.#jobs.settle(batch, answer)
    if (answers) out.push(...answers)
    if (this.#jobs.outstanding === 0) this.#meter.idle()
    return answers !== undefined
  }

  #cancel(jobId: number, out: PoolCommand[]): void {
    for (const items of this.#jobs.cancel(jobId)) out.push({ type: 'drop', items })
    for (const batch of this.#pending.remove(jobId)) {
      this.#settle(batch, out)
      out.push({ type: 'drop', items: batch.items })
    }
    this.#wind(out)
  }

  /** Tasks that no worker has begun come back, unless nobody wants them any more. */
  #restore(worker: PoolWorker, batches: Batch[], out: PoolCommand[]): void {
    for (const { items } of batches) out.push({ type: 'returned', client: worker.id, items })
    this.#pending.pushFront(batches.filter((batch) => this.#jobs.isWanted(batch)))
    for (const batch of batches) {
      if (this.#jobs.isWanted(batch)) continue
      this.#settle(batch, out)
      out.push({ type: 'drop', items: batch.items })
    }
  }

  #retire(worker: PoolWorker, out: PoolCommand[]): void {
    if (worker.phase === 'retiring') return
    // One that is still starting could not hear it: it is told when it is ready.
    if (worker.phase === 'ready') out.push({ type: 'retire', worker: worker.id })
    worker.phase = 'retiring'
  }

  #exited(worker: PoolWorker, exit: WorkerExit, out: PoolCommand[]): void {
    this.#workers.delete(worker.id)
    const lost = worker.takeOldest(worker.started)
    this.#restore(worker, worker.takeOldest(worker.leased), out)
    const retried = lost.flatMap(oneByOne).filter((task) => !this.#lose(worker, task, exit, out))
    for (const { items } of retried) out.push({ type: 'returned', client: worker.id, items })
    // Each as a batch of its own: it is announced alone, and if it kills again no other task is suspected.
    this.#pending.pushFront(retried)
    if (this.#phase !== 'terminated' && !this.#broken && worker.phase !== 'retiring') {
      const deaths = this.#deaths.count(worker, exit, lost.length > 0, this.#now())
      if (deaths) {
        out.push({ type: 'broken', deaths })
        this.#abandon((this.#broken = brokenPool(this.name, deaths)), out)
      }
    }
    this.#fill(out)
  }

  /** Settles a task whose worker died, unless it is to be tried again: then it answers false. */
  #lose(worker: PoolWorker, task: Batch, exit: WorkerExit, out: PoolCommand[]): boolean {
    const { job: id, first: index } = task
    const attempts = this.#jobs.countAttempt(id, index)
    const isPatient = this.#description.onWorkerDeath === 'retry' && !worker.hasTimedOut
    if (isPatient && attempts < attemptLimit && this.#jobs.isWanted(task)) {
      this.#meter.retried()
      return false
    }
    this.#meter.lost()
    out.push({ type: 'task-lost', worker: worker.id, pid: exit.pid, job: id, index, ...worker.lostTask })
    this.#settle(task, out, ({ client, function: name }) => {
      const error = lostTask({ index, function: name }, exit, attempts, worker, this.#description)
      return { type: 'job-failed', client, job: id, index, error }
    })
    return true
  }

  #terminate(out: PoolCommand[]): void {
    if (this.#phase === 'terminated') return
    this.#phase = 'terminated'
    this.#abandon(this.#refusal() as WireError, out)
    this.#endWhenOver(out)
  }

  /** Nothing more will run: every caller is told, every worker ended. */
  #abandon(error: WireError, out: PoolCommand[]): void {
    for (const batch of this.#pending.remove()) out.push({ type: 'drop', items: batch.items })
    for (const [id, job] of this.#jobs.abandon()) {
      out.push(...job.held.take(), { type: 'job-broken', client: job.client, job: id, error })
    }
    this.#meter.idle()
    for (const worker of this.#workers.values()) {
      worker.takeOldest(worker.leased)
      out.push({ type: 'kill', worker: worker.id, isForced: false })
    }
    this.#waiters.neverReady(error, out)
  }

  /** Keeps as many workers as the pool is to have. */
  #fill(out: PoolCommand[]): void {
    if (this.#broken || this.#phase === 'terminated') return
    if (this.#phase === 'closed' && this.#jobs.isEmpty) return
    // One that is being sent home counts until it has ended: a pool never has more processes than it was asked
    // for, also near the run's limit.
    for (let missing = this.#description.processes - this.#workers.size; missing > 0; missing--) {
      const worker = new PoolWorker(this.#newWorkerId())
      this.#workers.set(worker.id, worker)
      out.push({ type: 'spawn', worker: worker.id })
    }
  }

  /** A closed pool whose work is done sends its workers home. */
  #wind(out: PoolCommand[]): void {
    if (this.#phase === 'closed' && this.#jobs.isEmpty) {
      for (const worker of this.#workers.values()) this.#retire(worker, out)
    }
    this.#endWhenOver(out)
  }

  #join({ client, id }: Requester, out: PoolCommand[]): void {
    if (this.#phase === 'running') {
      const message = `${this.name} is still running: call close() or terminate() before join().`
      out.push({ type: 'fail', client, id, code: 'misuse', message })
      return
    }
    this.#waiters.addForEnd({ client, id }, out)
    this.#endWhenOver(out)
  }

  #endWhenOver(out: PoolCommand[]): void {
    if (this.#workers.size > 0 || this.#phase === 'running') return
    this.#waiters.ended(out)
    if (!this.#isOver) out.push({ type: 'over' })
    this.#isOver = true
  }
}

function oneByOne(batch: Batch): Batch[] {
  const { first, items } = batch
  return Array.from({ length: items.count }, (_, offset) => ({
    ...batch,
    first: first + offset,
    items: items.slice(offset, offset + 1),
    isAlone: true,
  }))
}
