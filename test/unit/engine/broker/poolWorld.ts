import { expect } from 'vitest'
import { PoolMachine } from '../../../../src/engine/broker/poolMachine.ts'
import type { PoolCommand, PoolEvent } from '../../../../src/engine/broker/poolTypes.ts'
import type { PoolDescription } from '../../../../src/engine/wire/operations.ts'
import { items, valuesOf } from './items.ts'

export const caller = 1

/** A pool with workers that do what the test says, and the books of what the caller was told. */
export class PoolWorld {
  readonly machine: PoolMachine
  readonly results = new Map<string, unknown>()
  readonly failures = new Map<string, string>()
  readonly broken = new Map<number, string>()
  readonly answers: string[] = []
  /** Living workers with the tasks that they were given and have not answered. */
  readonly workers = new Map<number, unknown[]>()
  readonly started = new Map<number, number>()
  readonly killed: number[] = []
  readonly retired: number[] = []
  readonly recalled: number[] = []
  spawned = 0
  now = 0
  #nextWorker = 100

  constructor(description: Partial<PoolDescription> = {}) {
    this.machine = new PoolMachine(
      'Pool-1',
      {
        processes: 2,
        startMethod: 'spawn',
        initializer: null,
        maxTasksPerChild: null,
        onWorkerDeath: 'reject',
        taskTimeoutMs: null,
        ...description,
      },
      () => this.#nextWorker++,
      () => this.now,
    )
    this.#note(this.machine.start())
  }

  handle(event: PoolEvent): void {
    this.#note(this.machine.handle(event))
  }

  submit(job: number, ...values: unknown[]): void {
    this.#submit(job, false, values)
  }

  /** As `map` does: its caller can use the answers only together. */
  submitGathered(job: number, ...values: unknown[]): void {
    this.#submit(job, true, values)
  }

  #submit(job: number, isGathered: boolean, values: unknown[]): void {
    this.handle({
      type: 'submit',
      client: caller,
      job,
      function: 'work',
      shape: 'item',
      first: 0,
      items: items(...values),
      isOpen: false,
      isGathered,
    })
  }

  ready(worker: number): void {
    this.handle({ type: 'worker-spawned', worker, pid: worker })
    this.handle({ type: 'worker-ready', worker })
  }

  allReady(): void {
    for (const worker of this.workers.keys()) this.ready(worker)
  }

  start(worker: number, count = 1): void {
    this.started.set(worker, (this.started.get(worker) ?? 0) + count)
    this.handle({ type: 'worker-started', worker, count })
  }

  /** The worker answers its oldest tasks. */
  finish(worker: number, count = 1, workUs = 1_000): void {
    const done = (this.workers.get(worker) ?? []).splice(0, count)
    if (done.length === 0) return
    this.started.set(worker, Math.max(0, (this.started.get(worker) ?? 0) - done.length))
    this.handle({
      type: 'worker-results',
      worker,
      items: items(...done.map((value) => `${String(value)}!`)),
      workUs: workUs * done.length,
      transferUs: 1,
    })
  }

  die(worker: number, signal: string | null = 'SIGKILL', exitCode: number | null = null): void {
    this.workers.delete(worker)
    this.started.delete(worker)
    this.handle({ type: 'worker-exited', worker, pid: worker, exitCode, signal })
  }

  #note(commands: PoolCommand[]): void {
    for (const command of commands) {
      switch (command.type) {
        case 'spawn':
          this.spawned++
          this.workers.set(command.worker, [])
          break
        case 'tasks':
          this.workers.get(command.worker)?.push(...valuesOf(command.items))
          break
        case 'kill':
          this.killed.push(command.worker)
          break
        case 'recall':
          this.recalled.push(command.worker)
          break
        case 'retire':
          this.retired.push(command.worker)
          break
        case 'job-results':
          valuesOf(command.items).forEach((value, index) =>
            this.#settle(command.job, command.first + index, value),
          )
          break
        case 'job-failed':
          this.#settle(command.job, command.index, undefined)
          this.failures.set(`${command.job}:${command.index}`, command.error.name)
          break
        case 'job-broken':
          this.broken.set(command.job, command.error.name)
          break
        case 'done':
        case 'fail':
        case 'error':
          this.answers.push(`${command.type} ${command.id}`)
          break
        default:
      }
    }
  }

  #settle(job: number, index: number, value: unknown): void {
    const key = `${job}:${index}`
    expect(this.results.has(key), `task ${key} settles once`).toBe(false)
    this.results.set(key, value)
  }
}
