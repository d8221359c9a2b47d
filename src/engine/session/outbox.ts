import type { OutputChunk } from '../../shared/runReport.ts'
import type { RunEvent } from '../../shared/runUpdate.ts'
import type { SessionMessage } from './protocol.ts'

/** Between two flushes a run may cause more than anybody can look at; what exceeds these is counted. */
const maxEvents = 2_000
const maxOutputBytes = 4 * 1024 * 1024

/** Gathers events and output until the next flush. */
export class Outbox {
  #events: RunEvent[] = []
  #chunks: OutputChunk[] = []
  #outputBytes = 0
  eventsTotal = 0
  eventsDropped = 0
  outputBytesDropped = 0

  event(event: RunEvent): void {
    this.eventsTotal++
    if (this.#events.length < maxEvents) this.#events.push(event)
    else this.eventsDropped++
  }

  output(chunk: OutputChunk): void {
    const bytes = Buffer.byteLength(chunk.text)
    if (this.#outputBytes + bytes > maxOutputBytes) {
      this.outputBytesDropped += bytes
      return
    }
    this.#outputBytes += bytes
    const last = this.#chunks[this.#chunks.length - 1]
    if (last?.processId === chunk.processId && last.stream === chunk.stream) last.text += chunk.text
    else this.#chunks.push({ ...chunk })
  }

  flush(send: (message: SessionMessage) => void): void {
    if (this.#events.length > 0) send({ type: 'events', events: this.#events })
    if (this.#chunks.length > 0) send({ type: 'output', chunks: this.#chunks })
    this.#events = []
    this.#chunks = []
    this.#outputBytes = 0
  }
}
