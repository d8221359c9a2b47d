import type { Sample } from '../../model/ring.ts'
import type { TimelineLane } from '../../model/runTimeline.ts'
import { laneSpans, timeTicks, type TimelineSpan, type TimeRange } from '../../model/runTimelineBins.ts'
import type { ChartTheme } from '../../components/charts/chartTheme.ts'

export interface TimelineScene {
  lanes: readonly TimelineLane[]
  range: TimeRange
  /** CPU of a process over the run, by its number in the run. */
  cpuOf(processId: number): readonly Sample[]
  /** Where the run is now, in ms. */
  nowMs: number
  selectedPid: number | null
  widthPx: number
  laneHeightPx: number
  axisHeightPx: number
}

const barInsetPx = 3
const tickSpacingPx = 90

/**
 * Draws the lanes: pale green lives, and as high as its bar is solid it used a core; striped vermilion hangs
 * over it by the share of waiting; dotted is the start-up, a cross the end. `context` is scaled to CSS pixels.
 */
export function drawTimeline(
  context: CanvasRenderingContext2D,
  scene: TimelineScene,
  theme: ChartTheme,
  fills: TimelineFills,
  formatTick: (ms: number) => string,
): void {
  const { widthPx, lanes, laneHeightPx, axisHeightPx } = scene
  context.clearRect(0, 0, widthPx, lanes.length * laneHeightPx + axisHeightPx)
  drawGrid(context, scene, theme, formatTick)
  lanes.forEach((lane, index) => {
    const top = axisHeightPx + index * laneHeightPx
    if (lane.pid === scene.selectedPid) {
      context.fillStyle = fills.selected
      context.fillRect(0, top, widthPx, laneHeightPx)
    }
    const columns = Math.max(1, Math.floor(widthPx))
    for (const span of laneSpans(lane, scene.range, columns, scene.nowMs, scene.cpuOf(lane.processId))) {
      drawSpan(context, span, { top: top + barInsetPx, height: laneHeightPx - 2 * barInsetPx }, theme, fills)
    }
    drawEnd(context, lane, top, scene, theme)
  })
}

export interface TimelineFills {
  blocked: string | CanvasPattern
  starting: string | CanvasPattern
  alive: string
  selected: string
}

export function xOf(ms: number, { fromMs, toMs }: TimeRange, widthPx: number): number {
  return ((ms - fromMs) / Math.max(toMs - fromMs, 1e-9)) * widthPx
}

export function msAt(x: number, { fromMs, toMs }: TimeRange, widthPx: number): number {
  return fromMs + (x / Math.max(widthPx, 1)) * (toMs - fromMs)
}

function drawSpan(
  context: CanvasRenderingContext2D,
  span: TimelineSpan,
  { top, height }: { top: number; height: number },
  theme: ChartTheme,
  fills: TimelineFills,
): void {
  const width = span.to - span.from
  if (span.kind === 'starting') {
    context.fillStyle = fills.starting
    context.fillRect(span.from, top, width, height)
    return
  }
  context.fillStyle = fills.alive
  context.fillRect(span.from, top, width, height)
  const cpuHeight = Math.round(height * (span.cpu ?? 0))
  context.fillStyle = theme.run
  context.fillRect(span.from, top + height - cpuHeight, width, cpuHeight)
  if (span.kind !== 'blocked') return
  const blockedHeight = Math.max(2, Math.round(height * span.weight))
  context.fillStyle = theme.surface
  context.fillRect(span.from, top, width, blockedHeight)
  context.fillStyle = fills.blocked
  context.fillRect(span.from, top, width, blockedHeight)
}

function drawEnd(
  context: CanvasRenderingContext2D,
  lane: TimelineLane,
  top: number,
  { range, widthPx, laneHeightPx }: TimelineScene,
  theme: ChartTheme,
): void {
  if (lane.endMs === null || lane.endMs < range.fromMs || lane.endMs > range.toMs) return
  const x = Math.min(xOf(lane.endMs, range, widthPx) + 5, widthPx - 5)
  const y = top + laneHeightPx / 2
  context.strokeStyle = theme.text
  context.lineWidth = 1.5
  context.beginPath()
  context.moveTo(x - 3, y - 3)
  context.lineTo(x + 3, y + 3)
  context.moveTo(x + 3, y - 3)
  context.lineTo(x - 3, y + 3)
  context.stroke()
}

function drawGrid(
  context: CanvasRenderingContext2D,
  { range, widthPx, lanes, laneHeightPx, axisHeightPx }: TimelineScene,
  theme: ChartTheme,
  formatTick: (ms: number) => string,
): void {
  context.font = `${theme.fontSizePx}px ${theme.fontFamily}`
  context.textBaseline = 'middle'
  context.fillStyle = theme.axis
  context.strokeStyle = theme.grid
  context.lineWidth = 1
  context.beginPath()
  for (const tick of timeTicks(range, Math.max(2, Math.floor(widthPx / tickSpacingPx)))) {
    const x = Math.round(xOf(tick, range, widthPx)) + 0.5
    context.moveTo(x, axisHeightPx - 4)
    context.lineTo(x, axisHeightPx + lanes.length * laneHeightPx)
    const label = formatTick(tick)
    const labelWidth = context.measureText(label).width
    const left = Math.min(Math.max(x - labelWidth / 2, 0), widthPx - labelWidth)
    context.fillText(label, left, axisHeightPx / 2 - 1)
  }
  context.stroke()
}
