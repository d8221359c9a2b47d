import type { ExperimentReport, ExperimentRow } from '../../shared/experiment.ts'

export interface SpeedUpPoint {
  workers: number
  speedUp: number
  /** Slowest and fastest repeat, against the serial median. */
  low: number
  high: number
}

export interface SpeedUpSeries {
  /** `spawn`, and the chunk size where several were measured: `spawn, chunk 64`. */
  label: string
  points: SpeedUpPoint[]
}

export interface SpeedUpChartData {
  series: SpeedUpSeries[]
  /** Speed-up = workers, over the measured workers and down to 1. */
  ideal: { workers: number; speedUp: number }[]
  maxWorkers: number
}

/** Speed-up over workers: a line per start method and chunk size, in the order of the report. */
export function speedUpChart(report: ExperimentReport): SpeedUpChartData {
  const rows = parallelRows(report)
  const groups = groupRows(rows)
  const maxWorkers = Math.max(1, ...rows.map((row) => row.workers))
  return {
    maxWorkers,
    ideal: [
      { workers: 1, speedUp: 1 },
      { workers: maxWorkers, speedUp: maxWorkers },
    ],
    series: groups.map(({ label, rows: group }) => ({
      label,
      points: group
        .map((row) => ({
          workers: row.workers,
          speedUp: row.speedUp,
          low: row.maxMs > 0 ? report.serial.medianMs / row.maxMs : row.speedUp,
          high: row.minMs > 0 ? report.serial.medianMs / row.minMs : row.speedUp,
        }))
        .sort((a, b) => a.workers - b.workers),
    })),
  }
}

/** Parts of a row's time, in the order in which they are stacked. */
export const overheadParts = ['startUp', 'transfer', 'wait', 'work'] as const
export type OverheadPart = (typeof overheadParts)[number]

export const overheadWords: Record<OverheadPart, string> = {
  startUp: 'start-up',
  transfer: 'transfer',
  wait: 'waiting',
  work: 'work',
}

export interface OverheadBar {
  label: string
  /** Milliseconds per worker. */
  parts: Record<OverheadPart, number>
  totalMs: number
}

export const maxOverheadBars = 24

/** Where the time of one worker went, per row; at most `maxOverheadBars`, the fastest when there are more. */
export function overheadChart(report: ExperimentReport): { bars: OverheadBar[]; leftOut: number } {
  const rows = parallelRows(report)
  const byTime = [...rows].sort((a, b) => a.medianMs - b.medianMs).slice(0, maxOverheadBars)
  const shown = rows.filter((row) => byTime.includes(row))
  const names = rowNamer(rows)
  return {
    leftOut: rows.length - shown.length,
    bars: shown.map((row) => {
      const parts = { startUp: row.startUpMs, transfer: row.transferMs, wait: row.waitMs, work: row.workMs }
      return { label: names(row), parts, totalMs: Object.values(parts).reduce((a, b) => a + b, 0) }
    }),
  }
}

/** The row with the highest speed-up; null when nothing ran in parallel. */
export function bestRow(report: ExperimentReport): ExperimentRow | null {
  return parallelRows(report).reduce<ExperimentRow | null>(
    (best, row) => (best === null || row.speedUp > best.speedUp ? row : best),
    null,
  )
}

/** Whether every row gave the same results; the digests of those that differ from the first. */
export function differingRows(report: ExperimentReport): ExperimentRow[] {
  const first = report.rows[0]
  return first ? report.rows.filter((row) => row.resultDigest !== first.resultDigest) : []
}

/** From where on it pays to work in parallel, in one sentence. `amount` formats numbers for people. */
export function breakEvenWords(
  { breakEven }: ExperimentReport,
  format: { count(value: number): string; duration(ms: number): string },
): string {
  const { items, workMsPerItem } = breakEven
  if (items === undefined && workMsPerItem === undefined) {
    return 'None of the measured settings beats serial, start-up included.'
  }
  const parts = [
    items === undefined ? null : `from ${format.count(Math.ceil(items))} items on`,
    workMsPerItem === undefined ? null : `from ${format.duration(workMsPerItem)} of work per item on`,
  ].filter((part) => part !== null)
  return `It pays ${parts.join(', or ')}, start-up included.`
}

function parallelRows(report: ExperimentReport): ExperimentRow[] {
  return report.rows.filter((row) => row.startMethod !== 'serial')
}

/** Names only what tells rows apart: the chunk size where there are several for the same method and workers. */
function rowNamer(rows: readonly ExperimentRow[]): (row: ExperimentRow) => string {
  const methods = new Set(rows.map((row) => row.startMethod)).size
  const chunked = hasSeveralChunkSizes(rows)
  return (row) => {
    const workers = `${row.workers} ${row.workers === 1 ? 'worker' : 'workers'}`
    const method = methods > 1 ? `${row.startMethod}, ` : ''
    return `${method}${workers}${chunked ? `, chunk ${row.chunkSize}` : ''}`
  }
}

/**
 * `auto` resolves to another chunk size for each number of workers, so rows are one line when they are the
 * n-th chunk size of their method and workers, not when the figure is equal.
 */
function groupRows(rows: readonly ExperimentRow[]): { label: string; rows: ExperimentRow[] }[] {
  const groups = new Map<string, { method: string; rows: ExperimentRow[] }>()
  const seen = new Map<string, number>()
  for (const row of rows) {
    const place = `${row.startMethod} ${row.workers}`
    const nth = seen.get(place) ?? 0
    seen.set(place, nth + 1)
    const key = `${row.startMethod} ${nth}`
    const group = groups.get(key) ?? { method: row.startMethod, rows: [] }
    group.rows.push(row)
    groups.set(key, group)
  }
  const chunked = hasSeveralChunkSizes(rows)
  return [...groups.values()].map((group) => ({
    label: chunked ? `${group.method}, chunk ${chunkWords(group.rows)}` : group.method,
    rows: group.rows,
  }))
}

function hasSeveralChunkSizes(rows: readonly ExperimentRow[]): boolean {
  const places = new Set(rows.map((row) => `${row.startMethod} ${row.workers}`))
  return places.size < rows.length
}

function chunkWords(rows: readonly ExperimentRow[]): string {
  const sizes = rows.map((row) => row.chunkSize)
  const min = Math.min(...sizes)
  const max = Math.max(...sizes)
  return min === max ? String(min) : `${min}–${max}`
}
