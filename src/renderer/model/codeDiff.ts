import { Chunk } from '@codemirror/merge'
import { Text } from '@codemirror/state'

export interface DiffRow {
  kind: 'same' | 'removed' | 'added' | 'gap'
  /** Its line before and after, from 1. */
  before: number | null
  after: number | null
  /** Of a gap: how many lines are left out, in words. */
  text: string
}

/** Unchanged lines that are shown around each change. */
const contextLines = 3
/** Fewer lines than this are not worth a gap. */
const leastGap = 3

/** What has changed from one text to another, line by line; empty when nothing has. */
export function diffRows(before: string, after: string): DiffRow[] {
  const a = Text.of(before.split('\n'))
  const b = Text.of(after.split('\n'))
  const chunks = Chunk.build(a, b, { scanLimit: 2_000 })
  if (chunks.length === 0) return []
  const rows: DiffRow[] = []
  let lineA = 1
  let lineB = 1
  const same = (end: number): void => {
    for (; lineA < end; lineA++, lineB++)
      rows.push({ kind: 'same', before: lineA, after: lineB, text: b.line(lineB).text })
  }
  for (const { fromA, endA, toA, fromB, endB, toB } of chunks) {
    same(lineAt(a, fromA))
    const lastA = toA > fromA ? lineAt(a, endA) : lineA - 1
    const lastB = toB > fromB ? lineAt(b, endB) : lineB - 1
    for (; lineA <= lastA; lineA++)
      rows.push({ kind: 'removed', before: lineA, after: null, text: a.line(lineA).text })
    for (; lineB <= lastB; lineB++)
      rows.push({ kind: 'added', before: null, after: lineB, text: b.line(lineB).text })
  }
  same(a.lines + 1)
  return withGaps(rows)
}

export function countChanges(rows: readonly DiffRow[]): { added: number; removed: number } {
  return {
    added: rows.filter(({ kind }) => kind === 'added').length,
    removed: rows.filter(({ kind }) => kind === 'removed').length,
  }
}

/** A place past the end is a line past the last. */
function lineAt(text: Text, position: number): number {
  return position > text.length ? text.lines + 1 : text.lineAt(position).number
}

function withGaps(rows: readonly DiffRow[]): DiffRow[] {
  const isNear = (at: number): boolean =>
    rows
      .slice(Math.max(0, at - contextLines), at + contextLines + 1)
      .some(({ kind }) => kind === 'added' || kind === 'removed')
  const shown: DiffRow[] = []
  let left: DiffRow[] = []
  const close = (): void => {
    if (left.length < leastGap) shown.push(...left)
    else shown.push({ kind: 'gap', before: null, after: null, text: `${left.length} lines as before` })
    left = []
  }
  rows.forEach((row, at) => {
    if (!isNear(at)) return left.push(row)
    close()
    shown.push(row)
  })
  close()
  return shown
}
