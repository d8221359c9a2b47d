import { memo, type ReactNode } from 'react'
import { formatCount, formatDuration, formatPercent, quantityText } from '../../model/format.ts'
import type { TimelineLane } from '../../model/runTimeline.ts'

export interface TimelineTableProps {
  lanes: readonly TimelineLane[]
  /** Else it is for screen readers alone. */
  isVisible: boolean
  nowMs: number
}

/** The timeline in figures. */
export const TimelineTable = memo(function TimelineTable(props: TimelineTableProps): ReactNode {
  const { lanes, isVisible, nowMs } = props
  return (
    <div
      className={isVisible ? 'timeline-table' : 'visually-hidden timeline-hidden'}
      {...(isVisible && { tabIndex: 0, role: 'region', 'aria-label': 'Timeline as a table' })}
    >
      <table className="figures">
        <caption className="visually-hidden">Timeline of the processes</caption>
        <thead>
          <tr>
            {['Process', 'pid', 'Started', 'Ready after', 'Ended', 'Life', 'Waited', 'Waits', 'Share'].map(
              (column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => (
            <LaneRow key={lane.processId} lane={lane} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </div>
  )
})

function LaneRow({ lane, nowMs }: { lane: TimelineLane; nowMs: number }): ReactNode {
  const start = lane.segments.find((segment) => segment.kind === 'starting')
  const readyMs = start?.endMs == null ? null : start.endMs - start.startMs
  const lifeMs = Math.max(0, (lane.endMs ?? nowMs) - lane.startMs)
  const share = lifeMs > 0 ? Math.min(100, (100 * lane.blockedMs) / lifeMs) : null
  return (
    <tr>
      <th scope="row">{lane.name}</th>
      <td>{lane.pid}</td>
      {[lane.startMs, readyMs, lane.endMs, lifeMs, lane.blockedMs].map((ms, index) => (
        <td key={index}>{quantityText(formatDuration(ms))}</td>
      ))}
      <td>{formatCount(lane.blocks).value}</td>
      <td>{quantityText(formatPercent(share))}</td>
    </tr>
  )
}
