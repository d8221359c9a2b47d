import type { ReactNode } from 'react'
import type { RunSnapshot } from '../../../shared/runUpdate.ts'
import { formatCount, formatDuration, quantityText } from '../../model/format.ts'
import type { TimelineLane } from '../../model/runTimeline.ts'
import { useRun } from './runContext.tsx'
import type { TimelinePoint } from './TimelineCanvas.tsx'

export interface TimelineReadoutProps {
  point: TimelinePoint | null
  lanes: readonly TimelineLane[]
  selectedPid: number | null
  nowMs: number
}

/** The exact figures under the pointer, else of the selected process: a line of fixed height. */
export function TimelineReadout({ point, lanes, selectedPid, nowMs }: TimelineReadoutProps): ReactNode {
  const snapshot = useRun((display) => display.model.snapshot)
  const selected = lanes.find((lane) => lane.pid === selectedPid)
  const lane = point?.lane ?? selected
  const text = point?.lane
    ? describePoint(point.lane, point.atMs, nowMs, snapshot)
    : selected
      ? describeLane(selected, nowMs)
      : 'Point at a lane for exact times; click selects its process.'
  return (
    <p className="timeline-readout truncate num">
      {lane && <strong>{`${lane.name} ${lane.pid} · `}</strong>}
      {text}
    </p>
  )
}

/** What a lane's process did at a time. */
function describePoint(
  lane: TimelineLane,
  atMs: number,
  nowMs: number,
  snapshot: RunSnapshot | null,
): string {
  const at = `at ${duration(atMs)}: `
  if (atMs < lane.startMs) return `${at}not started yet`
  if (atMs > (lane.endMs ?? nowMs)) return lane.endMs === null ? `${at}not there yet` : `${at}ended`
  const segment = lane.segments.findLast((s) => s.startMs <= atMs && atMs <= (s.endMs ?? nowMs))
  if (!segment) return `${at}alive, waits for nothing`
  const length = `${duration((segment.endMs ?? nowMs) - segment.startMs)}${segment.endMs === null ? ' so far' : ''}`
  if (segment.kind === 'starting') return `${at}starts, ${length}`
  return `${at}waits for ${withNames(segment.label, snapshot)}, ${length}`
}

function describeLane(lane: TimelineLane, nowMs: number): string {
  const life = duration((lane.endMs ?? nowMs) - lane.startMs)
  return `from ${duration(lane.startMs)}, for ${life}; waited ${duration(lane.blockedMs)} in ${formatCount(lane.blocks).value} waits`
}

/** Events name channels by id; people know them by name. */
function withNames(label: string, snapshot: RunSnapshot | null): string {
  const channel = snapshot?.channels.find(({ id }) => label.endsWith(` on ${id}`))
  return channel ? label.slice(0, -channel.id.length) + channel.name : label
}

function duration(ms: number): string {
  return quantityText(formatDuration(Math.max(0, ms)))
}
