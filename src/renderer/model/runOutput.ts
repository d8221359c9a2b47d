import type { OutputChunk } from '../../shared/runReport.ts'
import { inertText } from './inertText.ts'

/** One line of output of one process, its control characters made inert. */
export interface OutputLine {
  /** Counts up over the run: a stable key. */
  seq: number
  /** Who printed it: a pid may be shared by threads. */
  processId: number
  pid: number
  stream: OutputChunk['stream']
  text: string
  /** Characters beyond `maxLineCharacters` that are not shown. */
  leftOut: number
  atMs: number
}

export interface OutputLog {
  /** In order of arrival. A line that is not ended yet is here and grows in place. */
  lines: readonly OutputLine[]
  /** Lines left out per process because of the bound, oldest first. */
  droppedByProcess: ReadonlyMap<number, number>
  droppedLines: number
  /** Positions (`seq`) of the lines that are not ended yet, by process and stream. */
  open: ReadonlyMap<string, number>
  nextSeq: number
}

export const maxLinesPerProcess = 2_000
export const maxLineCharacters = 2_000
/** Trimming whole batches keeps the cost per update constant. */
const trimSlack = 1.25

export const emptyOutput: OutputLog = {
  lines: [],
  droppedByProcess: new Map(),
  droppedLines: 0,
  open: new Map(),
  nextSeq: 0,
}

/**
 * Appends chunks as lines. A chunk may end within a line; the rest joins it later. Lines longer than
 * `maxLineCharacters` are cut and say by how much; each process keeps its newest `maxLinesPerProcess` lines.
 */
export function appendOutput(log: OutputLog, chunks: readonly OutputChunk[]): OutputLog {
  if (chunks.length === 0) return log
  const draft: Draft = { lines: [...log.lines], open: new Map(log.open), nextSeq: log.nextSeq }
  for (const chunk of chunks) appendChunk(draft, chunk)
  return trim({ ...log, ...draft })
}

/** The lines of one process, or of all when `processId` is null. */
export function linesOf(log: OutputLog, processId: number | null): readonly OutputLine[] {
  return processId === null ? log.lines : log.lines.filter((line) => line.processId === processId)
}

/** Text for the clipboard; interleaved lines carry who wrote them. */
export function outputAsText(
  lines: readonly OutputLine[],
  nameOf: ((line: OutputLine) => string) | null,
): string {
  return lines
    .map((line) => (nameOf === null ? '' : `[${nameOf(line)}] `) + line.text + leftOutWords(line))
    .join('\n')
}

/** Says how much of a line is not shown; empty when it is whole. */
export function leftOutWords(line: OutputLine): string {
  return line.leftOut === 0 ? '' : ` … [${line.leftOut} characters left out]`
}

interface Draft {
  lines: OutputLine[]
  open: Map<string, number>
  nextSeq: number
}

function appendChunk(draft: Draft, chunk: OutputChunk): void {
  const key = `${chunk.processId} ${chunk.stream}`
  const parts = chunk.text.replaceAll('\r\n', '\n').split('\n')
  const endsOpen = parts.at(-1) !== ''
  if (!endsOpen) parts.pop()
  parts.forEach((part, index) => {
    const joined = index === 0 && joinOpenLine(draft, key, part)
    if (!joined) draft.lines.push(newLine(draft, chunk, part))
    const isOpen = endsOpen && index === parts.length - 1
    if (!isOpen) draft.open.delete(key)
    else if (!joined) draft.open.set(key, draft.nextSeq - 1)
  })
}

/** Lines are searched from the end: an open line is nearly always among the last. */
function joinOpenLine(draft: Draft, key: string, part: string): boolean {
  const seq = draft.open.get(key)
  if (seq === undefined) return false
  const index = draft.lines.findLastIndex((line) => line.seq === seq)
  if (index < 0) return false
  const line = draft.lines[index]!
  const whole = line.text + inertText(part)
  const text = whole.slice(0, maxLineCharacters)
  draft.lines[index] = { ...line, text, leftOut: line.leftOut + whole.length - text.length }
  return true
}

function newLine(draft: Draft, chunk: OutputChunk, part: string): OutputLine {
  const whole = inertText(part)
  const text = whole.slice(0, maxLineCharacters)
  const { processId, pid, stream, atMs } = chunk
  const seq = draft.nextSeq++
  return { seq, processId, pid, stream, text, leftOut: whole.length - text.length, atMs }
}

function trim(log: OutputLog): OutputLog {
  const counts = new Map<number, number>()
  for (const { processId } of log.lines) counts.set(processId, (counts.get(processId) ?? 0) + 1)
  const excess = new Map<number, number>()
  for (const [processId, count] of counts) {
    if (count > maxLinesPerProcess * trimSlack) excess.set(processId, count - maxLinesPerProcess)
  }
  if (excess.size === 0) return log
  const droppedByProcess = new Map(log.droppedByProcess)
  let droppedLines = log.droppedLines
  for (const [processId, count] of excess) {
    droppedByProcess.set(processId, (droppedByProcess.get(processId) ?? 0) + count)
    droppedLines += count
  }
  const lines = log.lines.filter(({ processId }) => {
    const left = excess.get(processId) ?? 0
    if (left > 0) excess.set(processId, left - 1)
    return left === 0
  })
  return { ...log, lines, droppedByProcess, droppedLines }
}
