import type { Loss, OutputChunk } from '../../shared/runReport.ts'
import type { RunUpdate } from '../../shared/runUpdate.ts'
import { inertLine, inertText } from './inertText.ts'
import type { Terminal } from './terminal.ts'

/** A line that is longer is printed in pieces. */
const maxLineLength = 16_384
const nameWidth = 14

/** Of an update what is printed. */
interface PrintedUpdate extends Pick<RunUpdate, 'events' | 'output'> {
  snapshot: { processes: readonly { processId: number; name: string }[]; loss: Loss }
}

interface OpenLine {
  chunk: OutputChunk
  text: string
}

/**
 * Prints what the processes of a run print, as it comes and line by line, each with its process in front.
 * What has no line end yet waits for it, so that lines of several processes never mix.
 */
export class OutputPrinter {
  readonly #terminal: Terminal
  readonly #names = new Map<number, string>()
  readonly #open = new Map<string, OpenLine>()
  #lostBytes = 0

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  print({ snapshot, events, output }: PrintedUpdate): void {
    for (const { processId, name } of snapshot.processes) this.#names.set(processId, name)
    for (const chunk of output) this.#take(chunk)
    // At once: a run that can never go on has no end at which it could be told.
    for (const event of events) {
      if (event.type === 'finding' && event.finding.severity === 'error')
        this.#terminal.errorLine(inertLine(event.finding.message))
    }
    this.#noteLoss(snapshot.loss.outputBytesDropped)
  }

  /** Prints the lines that were never ended, and how much is missing. */
  finish(): void {
    for (const { chunk, text } of this.#open.values()) if (text) this.#line(chunk, text)
    this.#open.clear()
    if (this.#lostBytes === 0) return
    const bytes = this.#lostBytes.toLocaleString('en-US')
    this.#terminal.errorLine(
      `${bytes} bytes of output are not shown: the run printed more than is kept of it.`,
    )
  }

  /** Told at once, too: a program that goes on printing must not look as if it had stopped. */
  #noteLoss(lostBytes: number): void {
    if (this.#lostBytes === 0 && lostBytes > 0) {
      this.#terminal.errorLine(
        'From here on some output is not shown: the run prints more than is kept of it.',
      )
    }
    this.#lostBytes = lostBytes
  }

  #take(chunk: OutputChunk): void {
    const key = `${chunk.processId} ${chunk.stream}`
    const lines = `${this.#open.get(key)?.text ?? ''}${chunk.text}`.split('\n')
    const last = lines.pop() ?? ''
    for (const line of lines) this.#line(chunk, line)
    if (last.length > maxLineLength) this.#line(chunk, last)
    this.#open.set(key, { chunk, text: last.length > maxLineLength ? '' : last })
  }

  #line({ processId, pid, stream }: OutputChunk, text: string): void {
    const name = inertLine(this.#names.get(processId) ?? '').padEnd(nameWidth)
    const line = `${String(pid).padStart(7)} ${name} │ ${inertText(text, this.#terminal.isInteractive)}\n`
    if (stream === 'stdout') this.#terminal.write(line)
    else this.#terminal.writeError(line)
  }
}
