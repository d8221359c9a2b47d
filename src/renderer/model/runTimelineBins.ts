import type { TimelineLane } from './runTimeline.ts'

/** What one pixel column of a lane shows. */
export const binKinds = ['none', 'starting', 'running', 'blocked'] as const
export type BinKind = (typeof binKinds)[number]

/** Neighbouring columns of the same kind, as one rectangle. `weight` is the blocked share, 0–1. */
export interface TimelineSpan {
  kind: BinKind
  from: number
  to: number
  weight: number
}

/** Steps of `weight`: coarse enough that neighbours merge, fine enough to see. */
const weightSteps = 4

export interface TimeRange {
  fromMs: number
  toMs: number
}

/**
 * Reduces a lane to at most `columns` columns, in time proportional to segments + columns, so that a lane
 * with thousands of short waits is drawn as fast as an empty one, and its share of waiting stays visible.
 */
export function laneSpans(
  lane: TimelineLane,
  range: TimeRange,
  columns: number,
  nowMs: number,
): TimelineSpan[] {
  const perColumn = (range.toMs - range.fromMs) / columns
  if (!(perColumn > 0)) return []
  const blocked = new Float64Array(columns)
  const starting = new Float64Array(columns)
  for (const segment of lane.segments) {
    const target = segment.kind === 'blocked' ? blocked : starting
    addShare(target, segment.startMs, segment.endMs ?? nowMs, range.fromMs, perColumn)
  }
  const spans: TimelineSpan[] = []
  const alive = { from: lane.startMs, to: lane.endMs ?? nowMs }
  for (let column = 0; column < columns; column++) {
    const columnFrom = range.fromMs + column * perColumn
    const isAlive = columnFrom + perColumn > alive.from && columnFrom < alive.to
    appendColumn(
      spans,
      column,
      isAlive ? binOf(blocked[column]!, starting[column]!) : { kind: 'none', weight: 0 },
    )
  }
  return spans.filter((span) => span.kind !== 'none')
}

function binOf(blocked: number, starting: number): { kind: BinKind; weight: number } {
  if (starting >= 0.5) return { kind: 'starting', weight: 1 }
  const weight = Math.ceil(Math.min(blocked, 1) * weightSteps) / weightSteps
  return weight > 0 ? { kind: 'blocked', weight } : { kind: 'running', weight: 1 }
}

function appendColumn(spans: TimelineSpan[], column: number, bin: { kind: BinKind; weight: number }): void {
  const last = spans.at(-1)
  if (last && last.kind === bin.kind && last.weight === bin.weight) last.to = column + 1
  else spans.push({ ...bin, from: column, to: column + 1 })
}

/** Adds to each column the share of it that [startMs, endMs) covers. */
function addShare(
  target: Float64Array,
  startMs: number,
  endMs: number,
  fromMs: number,
  perColumn: number,
): void {
  const start = Math.max(0, (startMs - fromMs) / perColumn)
  const end = Math.min(target.length, (endMs - fromMs) / perColumn)
  if (end <= start) return
  const first = Math.floor(start)
  const last = Math.min(target.length - 1, Math.ceil(end) - 1)
  for (let column = first; column <= last; column++) {
    target[column]! += Math.min(end, column + 1) - Math.max(start, column)
  }
}

/** Zooms about a point and keeps the range within the run. */
export function zoomRange(range: TimeRange, factor: number, centreMs: number, totalMs: number): TimeRange {
  const span = clamp((range.toMs - range.fromMs) * factor, Math.min(1, totalMs), totalMs)
  const share = (centreMs - range.fromMs) / Math.max(range.toMs - range.fromMs, 1e-9)
  const fromMs = clamp(centreMs - span * share, 0, totalMs - span)
  return { fromMs, toMs: fromMs + span }
}

/** Moves by a share of the visible span. */
export function panRange(range: TimeRange, share: number, totalMs: number): TimeRange {
  const span = range.toMs - range.fromMs
  const fromMs = clamp(range.fromMs + span * share, 0, Math.max(0, totalMs - span))
  return { fromMs, toMs: fromMs + span }
}

/** Round positions for an axis: at most `count` ticks of 1, 2 or 5 × 10ⁿ ms. */
export function timeTicks({ fromMs, toMs }: TimeRange, count: number): number[] {
  const rough = (toMs - fromMs) / Math.max(count, 1)
  if (!(rough > 0)) return []
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough) ?? 10 * power
  const ticks: number[] = []
  for (let n = Math.ceil(fromMs / step); n * step <= toMs; n++) ticks.push(n * step)
  return ticks
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), Math.max(min, max))
}
