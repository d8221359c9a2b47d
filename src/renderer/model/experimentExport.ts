import type { ExperimentReport, ExperimentRow } from '../../shared/experiment.ts'

const columns = [
  'startMethod',
  'workers',
  'chunkSize',
  'repeats',
  'medianMs',
  'minMs',
  'maxMs',
  'speedUp',
  'efficiency',
  'startUpMs',
  'transferMs',
  'waitMs',
  'workMs',
  'resultDigest',
] as const satisfies readonly (keyof ExperimentRow)[]

/** The rows as CSV (RFC 4180: CRLF, quotes doubled), one header line. */
export function reportAsCsv(report: ExperimentReport): string {
  const lines = [
    columns.join(','),
    ...report.rows.map((row) => columns.map((column) => csvCell(row[column])).join(',')),
  ]
  return lines.join('\r\n') + '\r\n'
}

export function reportAsJson(report: ExperimentReport): string {
  return JSON.stringify(report, null, 2) + '\n'
}

/** A file name from what was measured: `countPrimes-200.csv`. */
export function reportFileName(report: ExperimentReport, extension: 'json' | 'csv'): string {
  const name = report.workload.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60) || 'experiment'
  return `${name}-${report.items}.${extension}`
}

/** A text that a spreadsheet would take for a formula gets a leading apostrophe. */
function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
