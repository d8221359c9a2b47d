import { diffArrays } from 'diff'

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
/** Texts that differ by more lines are another text: one as a whole in place of the other. */
const mostChangedLines = 2_000

/** What has changed from one text to another, line by line; empty when nothing has. */
export function diffRows(before: string, after: string): DiffRow[] {
  if (before === after) return []
  const rows: DiffRow[] = []
  let lineA = 1
  let lineB = 1
  for (const { kind, lines } of changes(before.split('\n'), after.split('\n')))
    for (const text of lines)
      rows.push({
        kind,
        before: kind === 'added' ? null : lineA++,
        after: kind === 'removed' ? null : lineB++,
        text,
      })
  return withGaps(rows)
}

function changes(a: string[], b: string[]): { kind: 'same' | 'removed' | 'added'; lines: string[] }[] {
  const parts = diffArrays(a, b, { maxEditLength: mostChangedLines })
  if (!parts)
    return [
      { kind: 'removed', lines: a },
      { kind: 'added', lines: b },
    ]
  return parts.map(({ removed, added, value }) => ({
    kind: removed ? 'removed' : added ? 'added' : 'same',
    lines: value,
  }))
}

export function countChanges(rows: readonly DiffRow[]): { added: number; removed: number } {
  return {
    added: rows.filter(({ kind }) => kind === 'added').length,
    removed: rows.filter(({ kind }) => kind === 'removed').length,
  }
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
