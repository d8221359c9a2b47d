import type { OutputChunk } from '../../shared/runReport.ts'

/** Keeps the newest items and counts those that had to make room. */
export class NewestItems<T> {
  #items: T[] = []
  #dropped = 0
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  /** Items that were dropped since the beginning. */
  get dropped(): number {
    return this.#dropped
  }

  get items(): readonly T[] {
    return this.#items
  }

  push(items: readonly T[]): void {
    for (const item of items) this.#items.push(item)
    const excess = this.#items.length - this.#capacity
    if (excess <= 0) return
    this.#items.splice(0, excess)
    this.#dropped += excess
  }

  take(): T[] {
    const taken = this.#items
    this.#items = []
    return taken
  }
}

/** Output up to a number of bytes. `keep` says which part survives: a report's beginning, a watcher's end. */
export class BoundedOutput {
  #chunks: OutputChunk[] = []
  #bytes = 0
  #droppedBytes = 0
  readonly #maxBytes: number
  readonly #keep: 'oldest' | 'newest'

  constructor(maxBytes: number, keep: 'oldest' | 'newest') {
    this.#maxBytes = maxBytes
    this.#keep = keep
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0
  }

  get droppedBytes(): number {
    return this.#droppedBytes
  }

  get chunks(): readonly OutputChunk[] {
    return this.#chunks
  }

  /** @returns the chunks that were kept. */
  push(chunks: readonly OutputChunk[]): OutputChunk[] {
    const kept: OutputChunk[] = []
    for (const chunk of chunks) {
      const bytes = Buffer.byteLength(chunk.text)
      if (this.#keep === 'oldest' && this.#bytes + bytes > this.#maxBytes) {
        this.#droppedBytes += bytes
        continue
      }
      this.#chunks.push(chunk)
      this.#bytes += bytes
      kept.push(chunk)
    }
    this.#dropOldest()
    return kept
  }

  take(): OutputChunk[] {
    const taken = this.#chunks
    this.#chunks = []
    this.#bytes = 0
    return taken
  }

  #dropOldest(): void {
    let count = 0
    while (this.#bytes > this.#maxBytes && count < this.#chunks.length) {
      const bytes = Buffer.byteLength(this.#chunks[count]?.text ?? '')
      this.#bytes -= bytes
      this.#droppedBytes += bytes
      count++
    }
    if (count > 0) this.#chunks.splice(0, count)
  }
}
