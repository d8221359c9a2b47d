import type { MachineLoad } from '../../shared/machine.ts'
import type { OutputChunk, RunReport } from '../../shared/runReport.ts'
import type { RunEvent, RunSnapshot, RunUpdate } from '../../shared/runUpdate.ts'
import { BoundedOutput, NewestItems } from './boundedBuffers.ts'

const maxPendingEvents = 2_000
const maxPendingOutputBytes = 256 * 1024
const maxPendingPartials = 4_096

/** Takes a run's updates. `emit` resolves when the watcher is ready for the next one. */
export interface RunUpdateSink {
  emit(update: RunUpdate): Promise<void>
  end(): void
}

export interface WatchOptions {
  /**
   * Which output a watcher that is behind still gets: the newest 256 KiB (default), or all that the run keeps, for
   * one that prints it.
   */
  output?: 'newest' | 'all'
}

/** What every update shows of the run as it is now. */
export interface RunView {
  snapshot(): RunSnapshot
  machineLoad(): MachineLoad | null
  /** Defined when the run has ended. */
  report(): RunReport | undefined
}

/**
 * One watcher of a run. While it is busy with an update the next one gathers here: the snapshot replaces the
 * one before, events and output queue up to a bound, and what exceeds it is counted in this watcher's loss.
 */
export class RunWatcher {
  readonly #sink: RunUpdateSink
  readonly #view: RunView
  readonly #events = new NewestItems<RunEvent>(maxPendingEvents)
  readonly #output: BoundedOutput
  #partial = new Map<number, unknown>()
  #isBusy = false
  #hasNews = true
  #isDone = false

  constructor(sink: RunUpdateSink, view: RunView, { output = 'newest' }: WatchOptions = {}) {
    this.#sink = sink
    this.#view = view
    // What is offered is what the run's record keeps, so "all" is bounded too.
    this.#output = new BoundedOutput(output === 'all' ? Infinity : maxPendingOutputBytes, 'newest')
  }

  offerEvents(events: readonly RunEvent[]): void {
    this.#events.push(events)
    this.#hasNews = true
  }

  offerOutput(chunks: readonly OutputChunk[]): void {
    this.#output.push(chunks)
    this.#hasNews = true
  }

  offerPartial(index: number, value: unknown): void {
    if (this.#partial.size < maxPendingPartials || this.#partial.has(index)) this.#partial.set(index, value)
    this.#hasNews = true
  }

  offerSnapshot(): void {
    this.#hasNews = true
  }

  /** Sends what has gathered, unless the watcher is still busy or there is nothing new. */
  flush(): void {
    if (this.#isDone || this.#isBusy || !this.#hasNews) return
    const update = this.#gather()
    this.#hasNews = false
    this.#isBusy = true
    this.#sink.emit(update).then(
      () => this.#taken(update),
      () => this.dispose(),
    )
  }

  dispose(): void {
    this.#isDone = true
  }

  #gather(): RunUpdate {
    const snapshot = this.#view.snapshot()
    const { eventsDropped, outputBytesDropped } = snapshot.loss
    const report = this.#view.report()
    const partial = [...this.#partial].map(([index, value]) => ({ index, value }))
    this.#partial = new Map()
    return {
      snapshot: {
        ...snapshot,
        loss: {
          eventsDropped: eventsDropped + this.#events.dropped,
          outputBytesDropped: outputBytesDropped + this.#output.droppedBytes,
        },
      },
      events: this.#events.take(),
      output: this.#output.take(),
      machine: this.#view.machineLoad(),
      ...(partial.length > 0 && { partial }),
      ...(report && { report }),
    }
  }

  #taken(update: RunUpdate): void {
    this.#isBusy = false
    if (this.#isDone) return
    if (update.report) {
      this.#isDone = true
      this.#sink.end()
    } else if (this.#view.report()) {
      // The run ended while the watcher was busy: no tick will come any more.
      this.flush()
    }
  }
}
