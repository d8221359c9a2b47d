import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type PointerEvent,
  type ReactNode,
} from 'react'
import { axisDuration } from '../../components/charts/axisDuration.ts'
import { patternFill } from '../../components/charts/patterns.ts'
import { useChartTheme } from '../../components/charts/chartTheme.ts'
import { readToken } from '../../model/appearance.ts'
import type { Sample } from '../../model/ring.ts'
import type { TimelineLane } from '../../model/runTimeline.ts'
import type { TimeRange } from '../../model/runTimelineBins.ts'
import { drawTimeline, msAt, type TimelineFills } from './timelineCanvas.ts'

export interface TimelinePoint {
  lane: TimelineLane | null
  atMs: number
}

export interface TimelineCanvasProps {
  lanes: readonly TimelineLane[]
  range: TimeRange
  cpuOf(processId: number): readonly Sample[]
  nowMs: number
  selectedPid: number | null
  laneHeightPx: number
  axisHeightPx: number
  onHover(point: TimelinePoint | null): void
  onPick(point: TimelinePoint): void
  /** Ctrl or Cmd with the wheel: `factor` below 1 zooms in. */
  onZoom(factor: number, centreMs: number): void
}

export function TimelineCanvas(props: TimelineCanvasProps): ReactNode {
  const { lanes, range, cpuOf, nowMs, selectedPid, laneHeightPx, axisHeightPx } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const widthPx = useWidth(canvas)
  const theme = useChartTheme()
  const heightPx = axisHeightPx + lanes.length * laneHeightPx
  const fills = useMemo<TimelineFills>(
    () => ({
      blocked: patternFill('diagonal', theme.blocked),
      starting: patternFill('dots', theme.transfer),
      alive: `color-mix(in srgb, ${theme.run} 28%, ${theme.surface})`,
      selected: readToken('--surface-selected'),
    }),
    [theme],
  )
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !canvas.current || widthPx === 0) return
    const ratio = window.devicePixelRatio || 1
    sizeCanvas(canvas.current, Math.round(widthPx * ratio), Math.round(heightPx * ratio))
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    const scene = { lanes, range, cpuOf, nowMs, selectedPid, widthPx, laneHeightPx, axisHeightPx }
    drawTimeline(context, scene, theme, fills, axisDuration)
  }, [lanes, range, cpuOf, nowMs, selectedPid, widthPx, heightPx, laneHeightPx, axisHeightPx, theme, fills])
  const pointAt = (event: { nativeEvent: { offsetX: number; offsetY: number } }): TimelinePoint => {
    const { offsetX, offsetY } = event.nativeEvent
    const lane = lanes[Math.floor((offsetY - axisHeightPx) / laneHeightPx)] ?? null
    return { lane, atMs: msAt(offsetX, range, widthPx) }
  }
  useZoomWheel(canvas, (factor, offsetX) => props.onZoom(factor, msAt(offsetX, range, widthPx)))
  return (
    <canvas
      ref={canvas}
      className="timeline-canvas"
      style={{ height: heightPx }}
      aria-hidden
      onPointerMove={(event: PointerEvent) => props.onHover(pointAt(event))}
      onPointerLeave={() => props.onHover(null)}
      onClick={(event) => props.onPick(pointAt(event))}
    />
  )
}

/** Setting the size clears the canvas, also to the same size. */
function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}

function useWidth(canvas: React.RefObject<HTMLCanvasElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [canvas])
  return width
}

/** Not React's onWheel: that is passive, and the page must not zoom as well. */
function useZoomWheel(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  onZoom: (factor: number, offsetX: number) => void,
): void {
  const latest = useRef(onZoom)
  useEffect(() => {
    latest.current = onZoom
  })
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      latest.current(event.deltaY < 0 ? 0.8 : 1.25, event.offsetX)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [canvas])
}
