import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import type { OutputChunk } from '../../shared/runReport.ts'

export interface OutputSink {
  write(chunk: OutputChunk): void
  dropped(bytes: number): void
}

/** Kept of stderr when the rest is full: what a process prints must not hide the error that ends it. */
const errorReserveBytes = 64 * 1024

/**
 * Reads a process's stdout and stderr to their end. The first `limitBytes` are kept; the rest is read (a
 * program that prints must not block on us) and counted.
 */
export class OutputCapture {
  readonly #processId: number
  readonly #sink: OutputSink
  readonly #now: () => number
  #leftBytes: number
  #leftErrorBytes = errorReserveBytes
  #open = 2
  #onClosed: (() => void) | undefined
  pid = 0

  constructor(
    processId: number,
    streams: { stdout: Readable; stderr: Readable },
    limitBytes: number,
    sink: OutputSink,
    now: () => number,
  ) {
    this.#processId = processId
    this.#sink = sink
    this.#now = now
    this.#leftBytes = limitBytes
    this.#read(streams.stdout, 'stdout')
    this.#read(streams.stderr, 'stderr')
  }

  /** Resolves when both streams have ended. */
  closed(): Promise<void> {
    if (this.#open === 0) return Promise.resolve()
    return new Promise((resolve) => (this.#onClosed = resolve))
  }

  #read(stream: Readable, name: 'stdout' | 'stderr'): void {
    const decoder = new StringDecoder('utf8')
    stream.on('data', (bytes: Buffer) => {
      const kept = this.#keep(bytes, name)
      if (kept.length < bytes.length) this.#sink.dropped(bytes.length - kept.length)
      if (kept.length > 0) this.#write(name, decoder.write(kept))
    })
    // An error on a pipe ends the stream; there is nobody to tell that the end does not tell already.
    stream.on('error', () => {})
    stream.on('close', () => {
      this.#write(name, decoder.end())
      if (--this.#open === 0) this.#onClosed?.()
    })
  }

  #keep(bytes: Buffer, name: 'stdout' | 'stderr'): Buffer {
    const reserve = name === 'stderr' ? this.#leftErrorBytes : 0
    const kept = bytes.subarray(0, this.#leftBytes + reserve)
    const ofReserve = Math.max(0, kept.length - this.#leftBytes)
    this.#leftErrorBytes -= ofReserve
    this.#leftBytes -= kept.length - ofReserve
    return kept
  }

  #write(stream: 'stdout' | 'stderr', text: string): void {
    const { pid } = this
    if (text) this.#sink.write({ processId: this.#processId, pid, stream, text, atMs: this.#now() })
  }
}
