import type { RunEvent } from '../../shared/runUpdate.ts'

/** A stretch of one process's life. `endMs` is null while it lasts. */
export interface TimelineSegment {
  kind: 'starting' | 'blocked'
  startMs: number
  endMs: number | null
  /** What happened in words: `get on queue-1`. */
  label: string
}

/** One process's row. Between its segments it runs (or is idle): that needs no segment of its own. */
export interface TimelineLane {
  processId: number
  pid: number
  name: string
  startMs: number
  endMs: number | null
  segments: readonly TimelineSegment[]
  /** Blocked time by reason, over the whole life, also of segments that were left out. */
  blockedMs: number
  blocks: number
  droppedSegments: number
}

export interface Timeline {
  lanes: readonly TimelineLane[]
  /** Lanes that are not kept because there are too many. */
  droppedLanes: number
}

export const maxLanes = 256
export const maxSegmentsPerLane = 2_000
const trimSlack = 1.25

export const emptyTimeline: Timeline = { lanes: [], droppedLanes: 0 }

/** Applies events in order. Lanes without an event keep their identity. */
export function applyEvents(timeline: Timeline, events: readonly RunEvent[]): Timeline {
  if (events.length === 0) return timeline
  const lanes = [...timeline.lanes]
  let droppedLanes = timeline.droppedLanes
  const touched = new Map<number, Draft>()
  for (const event of events) {
    if (event.type === 'process-started') {
      if (lanes.some((lane) => lane.processId === event.processId)) continue
      if (lanes.length >= maxLanes) droppedLanes++
      else lanes.push(newLane(event))
      continue
    }
    if (!('processId' in event)) continue
    const draft = touched.get(event.processId) ?? draftOf(lanes, event.processId)
    if (draft === null) continue
    touched.set(event.processId, draft)
    applyToLane(draft, event)
  }
  for (const draft of touched.values()) lanes[draft.index] = finish(draft)
  return { lanes, droppedLanes }
}

/** The operation and object that events tell, with the object's name where `nameOf` knows it. */
export function blockWords(operation: string, on: string): string {
  return operation === 'join' ? `join pid ${on}` : `${operation} on ${on}`
}

interface Draft {
  index: number
  lane: TimelineLane
  segments: TimelineSegment[]
}

type LaneEvent = Extract<RunEvent, { processId: number }>

function newLane(event: Extract<RunEvent, { type: 'process-started' }>): TimelineLane {
  return {
    processId: event.processId,
    pid: event.pid,
    name: event.name,
    startMs: event.atMs,
    endMs: null,
    segments: [{ kind: 'starting', startMs: event.atMs, endMs: null, label: 'starting' }],
    blockedMs: 0,
    blocks: 0,
    droppedSegments: 0,
  }
}

function draftOf(lanes: readonly TimelineLane[], processId: number): Draft | null {
  const index = lanes.findIndex((lane) => lane.processId === processId)
  const lane = lanes[index]
  return lane ? { index, lane, segments: [...lane.segments] } : null
}

function applyToLane(draft: Draft, event: LaneEvent): void {
  switch (event.type) {
    case 'process-ready':
      closeLast(draft, 'starting', event.atMs)
      return
    case 'process-exited':
      draft.segments = draft.segments.map((s) => (s.endMs === null ? { ...s, endMs: event.atMs } : s))
      draft.lane = { ...draft.lane, endMs: event.atMs }
      return
    case 'blocked':
      draft.segments.push({
        kind: 'blocked',
        startMs: event.atMs,
        endMs: null,
        label: blockWords(event.operation, event.on),
      })
      return
    case 'unblocked':
      unblock(draft, event)
      return
    case 'process-started':
    case 'task-lost':
      return
  }
}

/** The event says how long it waited: a `blocked` that was dropped on the way is made good from that. */
function unblock(draft: Draft, event: Extract<LaneEvent, { type: 'unblocked' }>): void {
  const label = blockWords(event.operation, event.on)
  const closed = closeLast(draft, 'blocked', event.atMs, label)
  if (!closed) {
    draft.segments.push({
      kind: 'blocked',
      startMs: event.atMs - event.waitedMs,
      endMs: event.atMs,
      label,
    })
  }
  draft.lane = {
    ...draft.lane,
    blockedMs: draft.lane.blockedMs + event.waitedMs,
    blocks: draft.lane.blocks + 1,
  }
}

function closeLast(draft: Draft, kind: TimelineSegment['kind'], endMs: number, label?: string): boolean {
  const index = draft.segments.findLastIndex(
    (s) => s.kind === kind && s.endMs === null && (label === undefined || s.label === label),
  )
  const segment = draft.segments[index]
  if (!segment) return false
  draft.segments[index] = { ...segment, endMs }
  return true
}

function finish({ lane, segments }: Draft): TimelineLane {
  if (segments.length <= maxSegmentsPerLane * trimSlack) return { ...lane, segments }
  const excess = segments.length - maxSegmentsPerLane
  return { ...lane, segments: segments.slice(excess), droppedSegments: lane.droppedSegments + excess }
}
