import type { ProcessRow } from '../../shared/machine.ts'

export const sortKeys = [
  'pid',
  'parentPid',
  'name',
  'user',
  'state',
  'cpuPercent',
  'rssBytes',
  'threads',
  'startedAt',
] as const
export type SortKey = (typeof sortKeys)[number]

export interface ProcessSort {
  key: SortKey
  isDescending: boolean
}

/** The figures of a row, or in a collapsed tree row the sums of all below. */
export interface ProcessFigures {
  cpuPercent: number
  rssBytes: number
  threads: number
}

/** What is compared. Both parts as they are: copying them for each comparison would cost more than the sorting. */
export interface Comparable {
  process: { row: ProcessRow }
  figures: ProcessFigures
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

/** Equal values are ordered by pid, so that rows do not change places without a reason. */
export function compareProcesses({
  key,
  isDescending,
}: ProcessSort): (a: Comparable, b: Comparable) => number {
  const direction = isDescending ? -1 : 1
  return (a, b) =>
    direction * compareValues(valueOf(a, key), valueOf(b, key)) || a.process.row.pid - b.process.row.pid
}

function valueOf({ process, figures }: Comparable, key: SortKey): number | string {
  return key === 'cpuPercent' || key === 'rssBytes' || key === 'threads' ? figures[key] : process.row[key]
}

function compareValues(left: number | string, right: number | string): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return collator.compare(String(left), String(right))
}
