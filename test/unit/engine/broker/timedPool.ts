import { PoolMachine } from '../../../../src/engine/broker/poolMachine.ts'
import type { PoolCommand, PoolEvent } from '../../../../src/engine/broker/poolTypes.ts'
import { items, valuesOf } from './items.ts'

/**
 * A pool in virtual time: tasks are numbers, the µs that they take, and every message takes `messageUs`. As a
 * real worker whose loop is blocked, a worker hears nothing while a task runs. So what the scheduling is worth
 * can be told exactly, on any machine.
 */

const messageUs = 40
/** Results of short tasks are told together, as a worker's slices are. */
const sliceUs = 1_000

type ToWorker = { type: 'tasks'; lengths: number[] } | { type: 'recall' } | { type: 'retire' }

interface TimedWorker {
  id: number
  inbox: ToWorker[]
  tasks: number[]
  isBusy: boolean
}

export class TimedPool {
  readonly #machine: PoolMachine
  readonly #workers = new Map<number, TimedWorker>()
  readonly #events: { atUs: number; act: () => void }[] = []
  #nowUs = 0
  #answered = 0
  #lastAnswerUs = 0
  recalls = 0

  constructor(processes: number) {
    const description = {
      processes,
      startMethod: 'spawn',
      initializer: null,
      maxTasksPerChild: null,
      onWorkerDeath: 'reject',
      taskTimeoutMs: null,
    } as const
    let nextWorker = 1
    this.#machine = new PoolMachine(
      'Pool-1',
      description,
      () => nextWorker++,
      () => this.#nowUs / 1_000,
    )
    this.#obey(this.#machine.start())
    for (const { id } of [...this.#workers.values()]) this.#tell({ type: 'worker-ready', worker: id })
  }

  /** Runs the tasks, as one map; returns the µs until the last answer. */
  run(job: number, lengths: readonly number[]): number {
    const startUs = this.#nowUs
    this.#answered = 0
    const common = { client: 1, job, function: 'work', shape: 'item', isGathered: true } as const
    for (let first = 0; first < lengths.length; first += 512) {
      const part = lengths.slice(first, first + 512)
      const isOpen = first + part.length < lengths.length
      this.#tell({ type: 'submit', ...common, first, items: items(...part), isOpen })
    }
    while (this.#answered < lengths.length) this.#advance()
    return this.#lastAnswerUs - startUs
  }

  #advance(): void {
    let next = 0
    for (let index = 1; index < this.#events.length; index++)
      if ((this.#events[index]?.atUs ?? 0) < (this.#events[next]?.atUs ?? 0)) next = index
    const [event] = this.#events.splice(next, 1)
    if (!event) throw new Error('Nothing moves any more.')
    this.#nowUs = event.atUs
    event.act()
  }

  #after(us: number, act: () => void): void {
    this.#events.push({ atUs: this.#nowUs + us, act })
  }

  #say(event: PoolEvent): void {
    this.#after(messageUs, () => this.#tell(event))
  }

  #tell(event: PoolEvent): void {
    this.#obey(this.#machine.handle(event))
  }

  /** Hears what has come, then runs tasks for about a slice. */
  #live(worker: TimedWorker): void {
    if (worker.isBusy) return
    for (const message of worker.inbox.splice(0)) {
      if (message.type === 'tasks') worker.tasks.push(...message.lengths)
      if (message.type === 'recall')
        this.#say({ type: 'worker-returned', worker: worker.id, count: worker.tasks.splice(0).length })
    }
    if (worker.tasks.length === 0) return
    const done: number[] = []
    let us = 0
    while (worker.tasks.length > 0 && us < sliceUs) {
      const length = worker.tasks.shift() as number
      done.push(length)
      us += length
    }
    worker.isBusy = true
    this.#say({ type: 'worker-started', worker: worker.id, count: done.length })
    this.#after(us, () => {
      worker.isBusy = false
      this.#say({
        type: 'worker-results',
        worker: worker.id,
        items: items(...done),
        workUs: us,
        transferUs: 0,
      })
      this.#live(worker)
    })
  }

  #obey(commands: PoolCommand[]): void {
    for (const command of commands) {
      if (command.type === 'spawn')
        this.#workers.set(command.worker, { id: command.worker, inbox: [], tasks: [], isBusy: false })
      else if (command.type === 'tasks')
        this.#send(command.worker, { type: 'tasks', lengths: valuesOf(command.items) as number[] })
      else if (command.type === 'recall') {
        this.recalls++
        this.#send(command.worker, { type: 'recall' })
      } else if (command.type === 'job-results') {
        this.#answered += command.items.count
        this.#lastAnswerUs = this.#nowUs
      }
    }
  }

  #send(id: number, message: ToWorker): void {
    this.#after(messageUs, () => {
      const worker = this.#workers.get(id)
      worker?.inbox.push(message)
      if (worker) this.#live(worker)
    })
  }
}
