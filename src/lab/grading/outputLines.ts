import type { OutputChunk } from '../../shared/runReport.ts'

export interface PrintedLine {
  processId: number
  stream: OutputChunk['stream']
  /** Without its line break. */
  text: string
  /** When its last piece came. */
  atMs: number
}

/** Whole lines out of the pieces of each process's streams, in the order in which they were finished. */
export function outputLines(output: readonly OutputChunk[]): PrintedLine[] {
  const lines: PrintedLine[] = []
  const begun = new Map<string, PrintedLine>()
  for (const { processId, stream, text, atMs } of output) {
    const key = `${processId} ${stream}`
    const [first = '', ...rest] = text.split('\n')
    let line: PrintedLine = { processId, stream, text: (begun.get(key)?.text ?? '') + first, atMs }
    for (const next of rest) {
      // A break of two characters may come in two pieces.
      lines.push({ ...line, text: line.text.replace(/\r$/, '') })
      line = { processId, stream, text: next, atMs }
    }
    begun.set(key, line)
  }
  // A last line need not end with a break.
  return [...lines, ...[...begun.values()].filter(({ text }) => text !== '')]
}
