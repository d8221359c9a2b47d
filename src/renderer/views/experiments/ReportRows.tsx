import type { ReactNode } from 'react'
import type { ExperimentReport, ExperimentRow } from '../../../shared/experiment.ts'
import { Figure } from '../../components/Figure.tsx'
import { bestRow, differingRows } from '../../model/experimentCharts.ts'
import { formatCount, formatDuration, formatPercent, formatRatio } from '../../model/format.ts'

const columns = [
  'Start',
  'Workers',
  'Chunk',
  'Median',
  'Fastest',
  'Slowest',
  'Speed-up',
  'Efficiency',
  'Start-up',
  'Transfer',
  'Waiting',
  'Work',
  'Results',
] as const

/** Every measured row with all its figures; the fastest is marked. */
export function ReportRows({ report }: { report: ExperimentReport }): ReactNode {
  const best = bestRow(report)
  const differing = new Set(differingRows(report))
  return (
    <div className="report-rows" tabIndex={0} role="region" aria-label="All measured rows">
      <table className="figures">
        <caption className="visually-hidden">All measured rows</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row, index) => (
            <Row key={index} row={row} isBest={row === best} differs={differing.has(row)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ row, isBest, differs }: { row: ExperimentRow; isBest: boolean; differs: boolean }): ReactNode {
  const times = [row.medianMs, row.minMs, row.maxMs]
  const parts = [row.startUpMs, row.transferMs, row.waitMs, row.workMs]
  return (
    <tr data-best={isBest || undefined}>
      <th scope="row">
        {row.startMethod}
        {isBest && <span className="report-best"> fastest</span>}
      </th>
      <td>{row.workers}</td>
      <td>{formatCount(row.chunkSize).value}</td>
      {times.map((ms, index) => (
        <td key={columns[index + 3]}>
          <Figure of={formatDuration(ms)} />
        </td>
      ))}
      <td>
        <Figure of={formatRatio(row.speedUp)} />
      </td>
      <td>
        <Figure of={formatPercent(row.efficiency * 100)} />
      </td>
      {parts.map((ms, index) => (
        <td key={columns[index + 8]}>
          <Figure of={formatDuration(ms)} />
        </td>
      ))}
      <td>
        <code title={`SHA-256 of the results: ${row.resultDigest}`}>
          {row.resultDigest.slice(0, 8)} {differs ? '✕ differs' : '✓'}
        </code>
      </td>
    </tr>
  )
}
