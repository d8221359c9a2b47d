import { formatDuration, formatNumber } from '../../lab/words.ts'
import type { ExperimentReport, ExperimentRow } from '../../shared/experiment.ts'
import { inertLine } from './inertText.ts'
import { findingLine } from './runSummary.ts'
import { formatTable, type Column } from './table.ts'

/** An experiment's report for people: a table of its rows, the advice, the break-even, findings. */
export function mapSummary(report: ExperimentReport): string[] {
  const { workload, items, machine, advice, findings } = report
  const title = `${workload}: ${items.toLocaleString('en-US')} items, ${machine.logicalCores} logical cores, ${machine.runtimeVersion}`
  const hasSerialRow = report.rows.some((row) => row.startMethod === 'serial')
  const serial = `serial takes ${formatDuration(report.serial.medianMs)} (${spreadText(report.serial)})`
  return [
    inertLine(title),
    ...(hasSerialRow ? [] : [serial]),
    '',
    ...formatTable(columns, report.rows),
    '',
    inertLine(advice),
    breakEvenLine(report),
    ...findings.map(findingLine),
  ].filter((line) => line !== undefined)
}

const columns: Column<ExperimentRow>[] = [
  { title: 'start', text: ({ startMethod }) => startMethod },
  { title: 'workers', align: 'right', text: ({ workers }) => String(workers) },
  { title: 'chunk', align: 'right', text: ({ chunkSize }) => chunkSize.toLocaleString('en-US') },
  { title: 'median', align: 'right', text: ({ medianMs }) => formatDuration(medianMs) },
  { title: 'min – max', align: 'right', text: spreadText },
  { title: 'speed-up', align: 'right', text: ({ speedUp }) => `${formatNumber(speedUp)} ×` },
  { title: 'efficiency', align: 'right', text: ({ efficiency }) => `${formatNumber(efficiency * 100)} %` },
  { title: 'start-up', align: 'right', text: ({ startUpMs }) => formatDuration(startUpMs) },
  { title: 'transfer', align: 'right', text: ({ transferMs }) => formatDuration(transferMs) },
  { title: 'waiting', align: 'right', text: ({ waitMs }) => formatDuration(waitMs) },
  { title: 'work', align: 'right', text: ({ workMs }) => formatDuration(workMs) },
]

function spreadText({ minMs, maxMs }: { minMs: number; maxMs: number }): string {
  return `${formatDuration(minMs)} – ${formatDuration(maxMs)}`
}

function breakEvenLine({ breakEven, rows }: ExperimentReport): string | undefined {
  if (rows.every((row) => row.startMethod === 'serial')) return undefined
  const { items, workMsPerItem } = breakEven
  const parts = [
    items !== undefined && `from ${items.toLocaleString('en-US')} items on`,
    workMsPerItem !== undefined && `from ${formatDuration(workMsPerItem)} of work per item on`,
  ].filter((part) => part !== false)
  if (parts.length === 0) return 'No setting would beat serial, start-up included.'
  return `Break-even, start-up included: ${parts.join(', or ')}.`
}
