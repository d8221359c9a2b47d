import { useMemo, type ReactNode } from 'react'
import { Figure } from '../../components/Figure.tsx'
import { Panel } from '../../components/Panel.tsx'
import { PidLinks } from '../../components/PidLinks.tsx'
import { formatByteRate, formatBytes, formatCount, formatRate, quantityText } from '../../model/format.ts'
import { trafficRows, trafficTotals, type TrafficRow } from '../../model/runTraffic.ts'
import { useSnapshot } from './runContext.tsx'
import './TrafficPanel.css'

/** More rows than this are not drawn ten times a second. */
const maxRows = 100

/** Every queue, pipe and pool: what went in and out, how fast, and what waits inside. */
export function TrafficPanel(): ReactNode {
  const snapshot = useSnapshot()
  const rows = useMemo(() => (snapshot ? trafficRows(snapshot) : []), [snapshot])
  const shown = rows.slice(-maxRows).reverse()
  return (
    <Panel title="Traffic" detail={rows.length > 0 && <Totals rows={rows} />} isFlush>
      {rows.length === 0 ? (
        <p className="traffic-empty muted">
          No queue, pipe or pool yet. Each one appears here when the program makes it.
        </p>
      ) : (
        <div className="traffic-scroll" tabIndex={0} role="region" aria-label="Queues, pipes and pools">
          <table className="traffic">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Puts</th>
                <th scope="col">Gets</th>
                <th scope="col">Rate</th>
                <th scope="col">Depth</th>
                <th scope="col">Bytes in</th>
                <th scope="col">Bytes out</th>
                <th scope="col">
                  Ends<span className="visually-hidden"> held by</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </tbody>
          </table>
          {rows.length > maxRows && (
            <p className="traffic-empty muted">
              The {maxRows} newest of {rows.length}; all are in the report.
            </p>
          )}
        </div>
      )}
    </Panel>
  )
}

function Totals({ rows }: { rows: readonly TrafficRow[] }): ReactNode {
  const { perSecond, bytesPerSecond, depth } = trafficTotals(rows)
  return (
    <span className="num">
      {quantityText(formatRate(perSecond))}
      {bytesPerSecond !== null && ` · ${quantityText(formatByteRate(bytesPerSecond))}`} · depth{' '}
      {formatCount(depth).value}
    </span>
  )
}

function Row({ row }: { row: TrafficRow }): ReactNode {
  return (
    <tr>
      <th scope="row">
        <span className="truncate">{row.name}</span> <span className="traffic-kind">{row.kind}</span>
      </th>
      <td>{formatCount(row.puts).value}</td>
      <td>{formatCount(row.gets).value}</td>
      <td>
        <Figure of={formatRate(row.perSecond)} />
      </td>
      <td>
        <Depth row={row} />
      </td>
      <td>
        <Figure of={formatBytes(row.bytesIn)} />
      </td>
      <td>
        <Figure of={formatBytes(row.bytesOut)} />
      </td>
      <td className="traffic-ends">
        <PidLinks processes={row.openEnds.map((pid) => ({ pid }))} none="nobody" />
      </td>
    </tr>
  )
}

function Depth({ row: { depth, depthScale, maxDepth } }: { row: TrafficRow }): ReactNode {
  const share = depthScale > 0 ? Math.min(1, depth / depthScale) : 0
  return (
    <span className="traffic-depth" title={maxDepth === null ? undefined : `deepest so far: ${maxDepth}`}>
      <span className="traffic-bar" aria-hidden>
        <span style={{ transform: `scaleX(${share})` }} />
      </span>
      <span className="num">{formatCount(depth).value}</span>
    </span>
  )
}
