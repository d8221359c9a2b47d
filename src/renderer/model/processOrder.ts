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

export type Comparable = ProcessRow & ProcessFigures

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

/** Equal values are ordered by pid, so that rows do not change places without a reason. */
export function compareProcesses(sort: ProcessSort): (a: Comparable, b: Comparable) => number {
  const direction = sort.isDescending ? -1 : 1
  const { key } = sort
  return (a, b) => direction * compareBy(key, a, b) || a.pid - b.pid
}

function compareBy(key: SortKey, a: Comparable, b: Comparable): number {
  const left = a[key]
  const right = b[key]
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return collator.compare(String(left), String(right))
}
