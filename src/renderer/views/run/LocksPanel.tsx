import { useMemo, type ReactNode } from 'react'
import { Figure } from '../../components/Figure.tsx'
import { Panel } from '../../components/Panel.tsx'
import { PidLinks } from '../../components/PidLinks.tsx'
import { formatCount, formatDuration, formatPercent } from '../../model/format.ts'
import { lockRows, type LockRow } from '../../model/runLocks.ts'
import { useSnapshot } from './runContext.tsx'
import './TrafficPanel.css'

/** More rows than this are not drawn ten times a second. */
const maxRows = 100

/** Every lock, semaphore, condition, event and barrier: who has it, who waits, and what the waiting cost. */
export function LocksPanel(): ReactNode {
  const snapshot = useSnapshot()
  const rows = useMemo(() => (snapshot ? lockRows(snapshot) : []), [snapshot])
  // A program without any needs no empty table.
  if (rows.length === 0) return null
  return (
    <Panel title="Locks" detail={<Waiting rows={rows} />} isFlush>
      <div className="traffic-scroll" tabIndex={0} role="region" aria-label="Locks and what is waited for">
        <table className="traffic">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Acquired</th>
              <th scope="col">Had to wait</th>
              <th scope="col">Mean wait</th>
              <th scope="col">Held</th>
              <th scope="col">Held by</th>
              <th scope="col">Waiting</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, maxRows).map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
        {rows.length > maxRows && (
          <p className="traffic-empty muted">
            {maxRows} of {rows.length}; all are in the report.
          </p>
        )}
      </div>
    </Panel>
  )
}

function Waiting({ rows }: { rows: readonly LockRow[] }): ReactNode {
  const waiting = rows.reduce((sum, row) => sum + row.waiting.length, 0)
  return <span className="num">{formatCount(waiting).value} waiting</span>
}

function Row({ row }: { row: LockRow }): ReactNode {
  return (
    <tr>
      <th scope="row">
        <span className="truncate">{row.name}</span> <span className="traffic-kind">{row.kind}</span>
      </th>
      <td>{formatCount(row.acquires).value}</td>
      <td>
        <Figure of={formatPercent(row.contendedPercent)} />
      </td>
      <td>
        <Figure of={formatDuration(row.meanWaitMs)} />
      </td>
      <td>
        <Figure of={formatDuration(row.holdMs)} />
      </td>
      <td>
        <PidLinks processes={row.holders} none="nobody" />
      </td>
      <td>
        <PidLinks processes={row.waiting} none="nobody" />
      </td>
    </tr>
  )
}
