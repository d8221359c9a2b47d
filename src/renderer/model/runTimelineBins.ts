import type { Sample } from './ring.ts'
import type { TimelineLane } from './runTimeline.ts'

/** What one pixel column of a lane shows. */
export const binKinds = ['none', 'starting', 'running', 'blocked'] as const
export type BinKind = (typeof binKinds)[number]

interface Bin {
  kind: BinKind
  /** The blocked share, 0–1. */
  weight: number
  /** The share of a core that it used, 0–1; null where no sample tells. */
  cpu: number | null
}

/** Neighbouring columns that look the same, as one rectangle. */
export interface TimelineSpan extends Bin {
  from: number
  to: number
}

/** Steps of the shares: coarse enough that neighbours merge, fine enough to see. */
const shareSteps = 8

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
  cpu: readonly Sample[] = [],
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
  const cpuAt = cpuReader(cpu)
  const endMs = lane.endMs ?? nowMs
  for (let column = 0; column < columns; column++) {
    const columnFrom = range.fromMs + column * perColumn
    const isAlive = columnFrom + perColumn > lane.startMs && columnFrom < endMs
    const bin = isAlive
      ? binOf(blocked[column]!, starting[column]!, cpuAt(columnFrom + perColumn))
      : { kind: 'none' as const, weight: 0, cpu: null }
    appendColumn(spans, column, bin)
  }
  return spans.filter((span) => span.kind !== 'none')
}

function binOf(blocked: number, starting: number, cpu: number | null): Bin {
  if (starting >= 0.5) return { kind: 'starting', weight: 1, cpu: null }
  const weight = stepped(blocked)
  return { kind: weight > 0 ? 'blocked' : 'running', weight, cpu: cpu === null ? null : stepped(cpu) }
}

/** Rounded up, so that what is there at all is seen. */
function stepped(share: number): number {
  return Math.max(0, Math.ceil(Math.min(share, 1) * shareSteps - 0.02)) / shareSteps
}

/** Reads the samples in ascending order of time: a sample stands for the time since the one before. */
function cpuReader(samples: readonly Sample[]): (atMs: number) => number | null {
  let next = 0
  return (atMs) => {
    while (next < samples.length && samples[next]!.atMs < atMs) next++
    const sample = samples[next] ?? samples.at(-1)
    return sample ? sample.value / 100 : null
  }
}

function appendColumn(spans: TimelineSpan[], column: number, bin: Bin): void {
  const last = spans.at(-1)
  const isSame = last?.kind === bin.kind && last.weight === bin.weight && last.cpu === bin.cpu
  if (last && isSame) last.to = column + 1
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
