import { expect } from 'vitest'
import { PoolMachine } from '../../../../src/engine/broker/poolMachine.ts'
import type { PoolCommand, PoolEvent } from '../../../../src/engine/broker/poolTypes.ts'
import type { PoolDescription } from '../../../../src/engine/wire/operations.ts'
import { items, valuesOf } from './items.ts'

/**
 * A pool whose workers and caller talk to it over wires that deliver late, in order: every message of either
 * side may be under way while the other acts. A worker's last words arrive before its death is known.
 */

type ToWorker = { type: 'tasks'; tasks: string[] } | { type: 'recall' } | { type: 'retire' }
type WorkerEvent = Extract<PoolEvent, { worker: number }>

export const caller = 1

export class SimulatedWorker {
  readonly id: number
  readonly inbox: ToWorker[] = []
  readonly outbox: WorkerEvent[] = []
  /** Tasks at hand, oldest first; the first `announced` of them have been said to begin. */
  readonly tasks: string[] = []
  announced = 0
  isReady = false
  isRetiring = false

  constructor(id: number) {
    this.id = id
  }
}

export class SimulatedPool {
  readonly machine: PoolMachine
  readonly workers = new Map<number, SimulatedWorker>()
  /** What the caller was told of each task, by `job.index`. */
  readonly results = new Map<string, unknown>()
  readonly failures = new Map<string, string>()
  readonly broken = new Map<number, string>()
  readonly answers: string[] = []
  /** How often each task was begun. */
  readonly begun = new Map<string, number>()
  spawned = 0
  #nextWorker = 100

  constructor(description: Partial<PoolDescription>) {
    const whole: PoolDescription = {
      processes: 3,
      startMethod: 'spawn',
      initializer: null,
      maxTasksPerChild: null,
      onWorkerDeath: 'reject',
      taskTimeoutMs: null,
      ...description,
    }
    this.machine = new PoolMachine(
      'Pool-1',
      whole,
      () => this.#nextWorker++,
      () => 0,
    )
    this.#obey(this.machine.start())
  }

  /** Submits tasks that name themselves: `job.index`. Every other job is one whose answers may be told together. */
  submit(job: number, first: number, count: number, isOpen: boolean): void {
    const names = Array.from({ length: count }, (_, offset) => `${job}.${first + offset}`)
    const common = { client: caller, job, function: 'work', shape: 'item', isOpen } as const
    const isGathered = job % 2 === 0
    this.tell({ type: 'submit', ...common, isGathered, first, items: items(...names) })
  }

  tell(event: PoolEvent): void {
    this.#obey(this.machine.handle(event))
  }

  /** The `who`-th of the living workers, cyclically. */
  worker(who: number): SimulatedWorker | undefined {
    const alive = [...this.workers.values()]
    return alive[who % alive.length]
  }

  /** One message from the pool reaches the worker. */
  hear(worker: SimulatedWorker): void {
    const message = worker.inbox.shift()
    if (message?.type === 'tasks') worker.tasks.push(...message.tasks)
    else if (message?.type === 'recall') {
      const given = worker.tasks.splice(worker.announced)
      worker.outbox.push({ type: 'worker-returned', worker: worker.id, count: given.length })
    } else if (message) worker.isRetiring = true
  }

  /** One message of the worker reaches the pool. */
  deliver(worker: SimulatedWorker): void {
    const event = worker.outbox.shift()
    if (event) this.tell(event)
  }

  ready(worker: SimulatedWorker): void {
    if (worker.isReady) return
    worker.isReady = true
    worker.outbox.push({ type: 'worker-spawned', worker: worker.id, pid: worker.id })
    worker.outbox.push({ type: 'worker-ready', worker: worker.id })
  }

  announce(worker: SimulatedWorker, upTo: number): void {
    const count = Math.min(upTo, worker.tasks.length - worker.announced)
    if (count <= 0) return
    worker.announced += count
    worker.outbox.push({ type: 'worker-started', worker: worker.id, count })
  }

  /** What was announced and is not begun is put off: the task before it took longer than expected. */
  postpone(worker: SimulatedWorker): void {
    const count = worker.announced - 1
    if (count <= 0) return
    worker.announced = 1
    worker.outbox.push({ type: 'worker-started', worker: worker.id, count: -count })
  }

  finish(worker: SimulatedWorker, upTo: number, isFailure: boolean): void {
    const done = worker.tasks.splice(
      0,
      isFailure ? Math.min(1, worker.announced) : Math.min(upTo, worker.announced),
    )
    if (done.length === 0) return
    worker.announced -= done.length
    for (const task of done) this.#begin(task)
    const times = { workUs: 150 * done.length, transferUs: 1 }
    const error = { name: 'RangeError', message: done.join() }
    worker.outbox.push(
      isFailure
        ? { type: 'worker-task-failed', worker: worker.id, error, ...times }
        : {
            type: 'worker-results',
            worker: worker.id,
            items: items(...done.map((task) => `${task}!`)),
            ...times,
          },
    )
  }

  /** It dies in the middle of its oldest task, or idle; everything that it had said arrives. */
  die(worker: SimulatedWorker, exitCode: number | null = null): void {
    if (worker.announced > 0) this.#begin(worker.tasks[0] as string)
    while (worker.outbox.length > 0) this.deliver(worker)
    this.workers.delete(worker.id)
    const signal = exitCode === null ? 'SIGKILL' : null
    this.tell({ type: 'worker-exited', worker: worker.id, pid: worker.id, exitCode, signal })
  }

  /** From now on everybody behaves, until nothing moves any more. */
  settle(): void {
    for (let round = 0; round < 5_000; round++) {
      const before = this.#mark()
      for (const worker of [...this.workers.values()]) this.live(worker)
      if (this.#mark() === before) return
    }
    throw new Error('The pool never comes to rest.')
  }

  /** One task, with everything that was to be heard and said. */
  live(worker: SimulatedWorker): void {
    this.ready(worker)
    while (worker.inbox.length > 0) this.hear(worker)
    this.announce(worker, 1)
    this.finish(worker, 1, false)
    while (worker.outbox.length > 0) this.deliver(worker)
    if (worker.isRetiring && worker.tasks.length === 0 && worker.inbox.length === 0) this.die(worker, 0)
  }

  #mark(): string {
    const hands = [...this.workers.values()].map(
      ({ id, tasks, inbox }) => `${id}:${tasks.length}:${inbox.length}`,
    )
    return [this.machine.counters.outstanding, this.spawned, this.answers.length, ...hands].join()
  }

  #begin(task: string): void {
    this.begun.set(task, (this.begun.get(task) ?? 0) + 1)
  }

  #obey(commands: PoolCommand[]): void {
    for (const command of commands) this.#obeyOne(command)
  }

  #obeyOne(command: PoolCommand): void {
    switch (command.type) {
      case 'spawn':
        this.spawned++
        this.workers.set(command.worker, new SimulatedWorker(command.worker))
        return
      case 'tasks':
        this.workers
          .get(command.worker)
          ?.inbox.push({ type: 'tasks', tasks: valuesOf(command.items) as string[] })
        return
      case 'recall':
      case 'retire':
        this.workers.get(command.worker)?.inbox.push({ type: command.type })
        return
      case 'job-results':
        valuesOf(command.items).forEach((value, index) =>
          this.#told(command.job, command.first + index, value),
        )
        return
      case 'job-failed':
        this.#told(command.job, command.index, undefined)
        this.failures.set(`${command.job}.${command.index}`, command.error.name)
        return
      case 'job-broken':
        this.broken.set(command.job, command.error.name)
        return
      case 'done':
      case 'fail':
      case 'error':
        this.answers.push(`${command.type} ${command.id}`)
        return
      default:
    }
  }

  #told(job: number, index: number, value: unknown): void {
    const task = `${job}.${index}`
    expect(this.results.has(task), `task ${task} settles once`).toBe(false)
    if (value !== undefined) expect(value, 'a result belongs to its task').toBe(`${task}!`)
    this.results.set(task, value)
  }
}
