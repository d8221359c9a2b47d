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

/**
 * Output up to a number of bytes. `keep` says which part survives: a report's beginning, a watcher's end. A chunk
 * across the bound is cut: a busy process's whole output of a moment may come as one.
 */
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

  /** @returns what there is of `chunks` now. */
  push(chunks: readonly OutputChunk[]): OutputChunk[] {
    return this.#keep === 'oldest' ? this.#pushWithin(chunks) : this.#pushOver(chunks)
  }

  take(): OutputChunk[] {
    const taken = this.#chunks
    this.#chunks = []
    this.#bytes = 0
    return taken
  }

  #pushWithin(chunks: readonly OutputChunk[]): OutputChunk[] {
    const kept: OutputChunk[] = []
    for (const chunk of chunks) {
      const bytes = Buffer.byteLength(chunk.text)
      const left = this.#maxBytes - this.#bytes
      const fitting = bytes <= left ? chunk : { ...chunk, text: firstBytes(chunk.text, left) }
      const fittingBytes = bytes <= left ? bytes : Buffer.byteLength(fitting.text)
      this.#droppedBytes += bytes - fittingBytes
      if (fittingBytes === 0 && bytes > 0) continue
      this.#bytes += fittingBytes
      this.#chunks.push(fitting)
      kept.push(fitting)
    }
    return kept
  }

  #pushOver(chunks: readonly OutputChunk[]): OutputChunk[] {
    for (const chunk of chunks) {
      this.#chunks.push(chunk)
      this.#bytes += Buffer.byteLength(chunk.text)
    }
    this.#dropOldest()
    return chunks.length === 0 ? [] : this.#chunks.slice(-chunks.length)
  }

  #dropOldest(): void {
    let count = 0
    while (this.#bytes > this.#maxBytes) {
      const chunk = this.#chunks[count]
      if (!chunk) break
      const bytes = Buffer.byteLength(chunk.text)
      const text = lastBytes(chunk.text, bytes - (this.#bytes - this.#maxBytes))
      const dropped = bytes - Buffer.byteLength(text)
      this.#bytes -= dropped
      this.#droppedBytes += dropped
      if (text === '') count++
      else this.#chunks[count] = { ...chunk, text }
    }
    if (count > 0) this.#chunks.splice(0, count)
  }
}

/** As many whole characters from the beginning as `maxBytes` hold. */
function firstBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text)
  let end = Math.max(0, maxBytes)
  while (end > 0 && isInsideCharacter(bytes[end])) end--
  return bytes.toString('utf8', 0, end)
}

/** As many whole characters from the end as `maxBytes` hold. */
function lastBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text)
  let start = bytes.length - Math.max(0, maxBytes)
  while (isInsideCharacter(bytes[start])) start++
  return bytes.toString('utf8', start)
}

function isInsideCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}
