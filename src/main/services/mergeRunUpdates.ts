import type { OutputChunk } from '../../shared/runReport.ts'
import type { RunUpdate } from '../../shared/runUpdate.ts'

/** What may wait for one watcher. The oldest goes first, and is counted. */
export interface MergeLimits {
  events: number
  outputCharacters: number
  partials: number
}

export const defaultMergeLimits: MergeLimits = {
  events: 5_000,
  outputCharacters: 1_000_000,
  partials: 2_000,
}

/**
 * Makes one update of two for one watcher: the newer snapshot (it is whole), and the events and the output of
 * both. What is dropped here is this watcher's loss; it stays in the loss of every later snapshot.
 */
export class RunUpdateMerger {
  readonly #limits: MergeLimits
  #eventsDropped = 0
  #outputDropped = 0

  constructor(limits: MergeLimits = defaultMergeLimits) {
    this.#limits = limits
  }

  readonly merge = (waiting: RunUpdate, next: RunUpdate): RunUpdate => {
    const partial = [...(waiting.partial ?? []), ...(next.partial ?? [])].slice(-this.#limits.partials)
    return {
      ...next,
      machine: next.machine ?? waiting.machine,
      events: this.#boundEvents([...waiting.events, ...next.events]),
      output: this.#boundOutput([...waiting.output, ...next.output]),
      ...(partial.length > 0 && { partial }),
    }
  }

  /** Adds this watcher's own loss to what the run itself has lost. */
  readonly withLoss = (update: RunUpdate): RunUpdate => {
    if (this.#eventsDropped === 0 && this.#outputDropped === 0) return update
    const { loss } = update.snapshot
    const total = {
      eventsDropped: loss.eventsDropped + this.#eventsDropped,
      outputBytesDropped: loss.outputBytesDropped + this.#outputDropped,
    }
    return { ...update, snapshot: { ...update.snapshot, loss: total } }
  }

  #boundEvents<T>(events: T[]): T[] {
    const excess = Math.max(0, events.length - this.#limits.events)
    this.#eventsDropped += excess
    return excess > 0 ? events.slice(excess) : events
  }

  #boundOutput(chunks: OutputChunk[]): OutputChunk[] {
    let characters = chunks.reduce((sum, chunk) => sum + chunk.text.length, 0)
    let first = 0
    while (characters > this.#limits.outputCharacters && first < chunks.length) {
      const { text } = chunks[first++]!
      characters -= text.length
      this.#outputDropped += new TextEncoder().encode(text).length
    }
    return first > 0 ? chunks.slice(first) : chunks
  }
}
