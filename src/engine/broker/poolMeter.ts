import type { PoolCounters } from './poolTypes.ts'

/** Counts what a pool does. Times in ms of a monotonic clock. */
export class PoolMeter {
  readonly #processes: number
  readonly #now: () => number
  readonly #createdAt: number
  readonly #pids: number[] = []
  #readyWorkers = 0
  #startUpMs: number | null = null
  #startUpWaitMs = 0
  #submitted = 0
  #completed = 0
  #failed = 0
  #lost = 0
  #retried = 0
  #bytesIn = 0
  #bytesOut = 0
  #workUs = 0
  #transferUs = 0
  #activeMs = 0
  #activeSince: number | undefined

  constructor(processes: number, now: () => number) {
    this.#processes = processes
    this.#now = now
    this.#createdAt = now()
  }

  worker(pid: number): void {
    this.#pids.push(pid)
  }

  workerReady(): void {
    this.#readyWorkers++
    if (this.#readyWorkers !== this.#processes) return
    this.#startUpMs = this.#now() - this.#createdAt
    this.#startUpWaitMs = this.#activeFor()
  }

  submitted(tasks: number, bytes: number): void {
    this.#activeSince ??= this.#now()
    this.#submitted += tasks
    this.#bytesIn += bytes
  }

  completed(tasks: number, bytes: number, workUs: number, transferUs: number): void {
    this.#completed += tasks
    this.#bytesOut += bytes
    this.#workUs += workUs
    this.#transferUs += transferUs
  }

  failed(workUs: number, transferUs: number): void {
    this.#failed++
    this.#workUs += workUs
    this.#transferUs += transferUs
  }

  lost(): void {
    this.#lost++
  }

  retried(): void {
    this.#retried++
  }

  /** No task is outstanding. */
  idle(): void {
    if (this.#activeSince === undefined) return
    this.#activeMs += this.#now() - this.#activeSince
    this.#activeSince = undefined
  }

  statistics(): { startUpMs: number; busyMs: number; transferMs: number; tasks: number } {
    return {
      startUpMs: this.#startUpMs ?? this.#now() - this.#createdAt,
      busyMs: this.#workUs / 1000,
      transferMs: this.#transferUs / 1000,
      tasks: this.#completed + this.#failed,
    }
  }

  #activeFor(): number {
    return this.#activeMs + (this.#activeSince === undefined ? 0 : this.#now() - this.#activeSince)
  }

  counters(): Omit<PoolCounters, 'outstanding'> {
    const busyMs = this.#workUs / 1000
    const activeMs = this.#activeFor()
    const overheadMs = Math.max(0, activeMs * this.#processes - busyMs)
    return {
      processes: this.#processes,
      startUpMs: this.#startUpMs,
      startUpWaitMs: this.#startUpWaitMs,
      workers: [...this.#pids],
      submitted: this.#submitted,
      completed: this.#completed,
      failed: this.#failed,
      lost: this.#lost,
      retried: this.#retried,
      busyMs,
      transferMs: this.#transferUs / 1000,
      overheadMs,
      efficiency: busyMs + overheadMs > 0 ? busyMs / (busyMs + overheadMs) : 0,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
    }
  }
}
