import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src/shared/runUpdate.ts'
import { applyEvents, emptyTimeline, maxSegmentsPerLane } from '../../../src/renderer/model/runTimeline.ts'
import { laneSpans, panRange, timeTicks, zoomRange } from '../../../src/renderer/model/runTimelineBins.ts'

const on = { processId: 1, pid: 4211 }
const wait = { ...on, operation: 'get', on: 'queue-1' }

const life: RunEvent[] = [
  { type: 'process-started', ...on, name: 'reader', atMs: 0 },
  { type: 'process-ready', ...on, atMs: 20 },
  { type: 'blocked', ...wait, atMs: 40 },
  { type: 'unblocked', ...wait, atMs: 80, waitedMs: 40 },
  { type: 'process-exited', ...on, exitCode: 0, signal: null, atMs: 100 },
]

describe('the timeline', () => {
  it('makes a lane with its stretches from the events, however they are batched', () => {
    const atOnce = applyEvents(emptyTimeline, life)
    const oneByOne = life.reduce((timeline, event) => applyEvents(timeline, [event]), emptyTimeline)
    expect(oneByOne).toEqual(atOnce)
    expect(atOnce.lanes[0]).toMatchObject({ startMs: 0, endMs: 100, blockedMs: 40, blocks: 1 })
    expect(atOnce.lanes[0]!.segments.map((s) => [s.kind, s.startMs, s.endMs])).toEqual([
      ['starting', 0, 20],
      ['blocked', 40, 80],
    ])
  })

  it('makes good a `blocked` that was lost on the way', () => {
    const events = life.filter((event) => event.type !== 'blocked')
    const lane = applyEvents(emptyTimeline, events).lanes[0]!
    expect(lane.segments.at(-1)).toMatchObject({ kind: 'blocked', startMs: 40, endMs: 80 })
  })

  it('closes what is open when the process ends, and ignores processes that it never saw', () => {
    const events = life.filter((event) => event.type !== 'unblocked')
    expect(applyEvents(emptyTimeline, events).lanes[0]!.segments.at(-1)!.endMs).toBe(100)
    expect(applyEvents(emptyTimeline, life.slice(1)).lanes).toEqual([])
  })

  it('is bounded and counts what it left out; the sum of the waits stays whole', () => {
    let timeline = applyEvents(emptyTimeline, life.slice(0, 2))
    for (let n = 0; n < 5000; n++) {
      timeline = applyEvents(timeline, [
        { type: 'blocked', ...wait, atMs: n * 10 },
        { type: 'unblocked', ...wait, atMs: n * 10 + 5, waitedMs: 5 },
      ])
    }
    const lane = timeline.lanes[0]!
    expect(lane.segments.length).toBeLessThanOrEqual(maxSegmentsPerLane * 1.25)
    expect(lane.segments.length + lane.droppedSegments).toBe(5001)
    expect(lane.blockedMs).toBe(25_000)
  })

  it('draws a lane as spans of columns: start, run, blocked share', () => {
    const lane = applyEvents(emptyTimeline, life).lanes[0]!
    const spans = laneSpans(lane, { fromMs: 0, toMs: 200 }, 20, 200)
    const span = (kind: string, from: number, to: number, weight: number) => ({
      kind,
      from,
      to,
      weight,
      cpu: null,
    })
    expect(spans).toEqual([
      { ...span('starting', 0, 2, 1) },
      { ...span('running', 2, 4, 0) },
      { ...span('blocked', 4, 8, 1) },
      { ...span('running', 8, 10, 0) },
    ])
    const coarse = laneSpans(lane, { fromMs: 0, toMs: 200 }, 2, 200)
    expect(coarse).toEqual([span('blocked', 0, 1, 0.5)])
  })

  it('lays the measured CPU over the lane', () => {
    const lane = applyEvents(emptyTimeline, life.slice(0, 2)).lanes[0]!
    const cpu = [
      { atMs: 500, value: 0 },
      { atMs: 1000, value: 98 },
    ]
    const spans = laneSpans(lane, { fromMs: 0, toMs: 1000 }, 10, 1000, cpu)
    expect(spans.map(({ from, to, cpu: share }) => [from, to, share])).toEqual([
      [0, 5, 0],
      [5, 10, 1],
    ])
  })

  it('zooms about a point, pans within the run, and finds round ticks', () => {
    const zoomed = zoomRange({ fromMs: 0, toMs: 1000 }, 0.5, 250, 1000)
    expect(zoomed).toEqual({ fromMs: 125, toMs: 625 })
    expect(zoomRange(zoomed, 100, 250, 1000)).toEqual({ fromMs: 0, toMs: 1000 })
    expect(panRange(zoomed, 5, 1000)).toEqual({ fromMs: 500, toMs: 1000 })
    expect(timeTicks({ fromMs: 0, toMs: 1000 }, 5)).toEqual([0, 200, 400, 600, 800, 1000])
    expect(timeTicks({ fromMs: 0, toMs: 0 }, 5)).toEqual([])
  })
})
