import type { OutputChunk } from '../../shared/runReport.ts'
import type { RunEvent } from '../../shared/runUpdate.ts'
import type { SessionMessage } from './protocol.ts'

/** Between two flushes a run may cause more than anybody can look at; what exceeds these is counted. */
const maxEvents = 2_000
const maxOutputBytes = 4 * 1024 * 1024
/** Pieces of output within this become one, which has the time of the first. */
const oneMomentMs = 1

/** Gathers events and output until the next flush. */
export class Outbox {
  #events: RunEvent[] = []
  #chunks: OutputChunk[] = []
  #outputBytes = 0
  /** What is printed after an event must not get an earlier time than the event's. */
  #hasEventSince = false
  eventsTotal = 0
  eventsDropped = 0
  outputBytesDropped = 0

  event(event: RunEvent): void {
    this.eventsTotal++
    if (this.#events.length >= maxEvents) return void this.eventsDropped++
    this.#events.push(event)
    this.#hasEventSince = true
  }

  output(chunk: OutputChunk): void {
    const bytes = Buffer.byteLength(chunk.text)
    if (this.#outputBytes + bytes > maxOutputBytes) {
      this.outputBytesDropped += bytes
      return
    }
    this.#outputBytes += bytes
    const last = this.#chunks.at(-1)
    if (last && !this.#hasEventSince && isOneMoment(last, chunk)) last.text += chunk.text
    else this.#chunks.push({ ...chunk })
    this.#hasEventSince = false
  }

  flush(send: (message: SessionMessage) => void): void {
    if (this.#events.length > 0) send({ type: 'events', events: this.#events })
    if (this.#chunks.length > 0) send({ type: 'output', chunks: this.#chunks })
    this.#events = []
    this.#chunks = []
    this.#outputBytes = 0
  }
}

function isOneMoment(first: OutputChunk, next: OutputChunk): boolean {
  const { processId, stream, atMs } = next
  return first.processId === processId && first.stream === stream && atMs - first.atMs < oneMomentMs
}
