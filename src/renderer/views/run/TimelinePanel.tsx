import { Maximize, Minus, Plus, Table2 } from 'lucide-react'
import { useCallback, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { IconButton } from '../../components/IconButton.tsx'
import { Panel } from '../../components/Panel.tsx'
import { usePreferences } from '../../model/preferences.ts'
import { panRange, zoomRange, type TimeRange } from '../../model/runTimelineBins.ts'
import type { TimelineLane } from '../../model/runTimeline.ts'
import { useSelection } from '../../model/selection.ts'
import { ProcessName } from './ProcessName.tsx'
import { useRun } from './runContext.tsx'
import { TimelineCanvas, type TimelinePoint } from './TimelineCanvas.tsx'
import { TimelineReadout } from './TimelineReadout.tsx'
import { TimelineTable } from './TimelineTable.tsx'
import './TimelinePanel.css'

const laneHeightPx = 20
const axisHeightPx = 22
/** Lanes that are drawn; the table has them all. */
const maxDrawnLanes = 64

/** A lane per process: when it started, ran, waited and ended. */
export function TimelinePanel(): ReactNode {
  const timeline = useRun((display) => display.model.timeline)
  const elapsedMs = useRun((display) => display.model.snapshot?.elapsedMs ?? 0)
  const hasEnded = useRun((display) => display.watch !== 'watching')
  const [showsTable, setShowsTable] = useState(false)
  const totalMs = Math.max(elapsedMs, ...timeline.lanes.map((lane) => lane.endMs ?? 0), 1)
  const view = useTimelineView(totalMs)
  const lanes = useMemo(() => timeline.lanes.slice(-maxDrawnLanes), [timeline.lanes])
  const hidden = timeline.lanes.length - lanes.length + timeline.droppedLanes
  return (
    <Panel
      title="Timeline"
      actions={
        <>
          <IconButton label="Zoom out" icon={<Minus aria-hidden />} onPress={() => view.zoom(2)} />
          <IconButton label="Zoom in" icon={<Plus aria-hidden />} onPress={() => view.zoom(0.5)} />
          <IconButton label="Show the whole run" icon={<Maximize aria-hidden />} onPress={view.fit} />
          <IconButton
            label="Timeline as a table"
            icon={<Table2 aria-hidden />}
            aria-pressed={showsTable}
            onPress={() => setShowsTable(!showsTable)}
          />
        </>
      }
      isFlush
    >
      {lanes.length === 0 ? (
        <p className="timeline-empty muted">Each process gets a lane here when it starts.</p>
      ) : (
        <>
          {!showsTable && <Lanes lanes={lanes} view={view} nowMs={hasEnded ? totalMs : elapsedMs} />}
          {hidden > 0 && (
            <p className="timeline-empty muted">{hidden} earlier processes are in the table alone.</p>
          )}
          <TimelineTable lanes={timeline.lanes} isVisible={showsTable} nowMs={elapsedMs} />
        </>
      )}
    </Panel>
  )
}

interface TimelineView {
  range: TimeRange
  zoom(factor: number, centreMs?: number): void
  pan(share: number): void
  fit(): void
}

/** The visible stretch: the whole run, growing with it, until the user zooms. */
function useTimelineView(totalMs: number): TimelineView {
  const [chosen, setChosen] = useState<TimeRange | null>(null)
  // A little room at the right: the cross of an end shall be seen.
  const range = useMemo(() => chosen ?? { fromMs: 0, toMs: totalMs * 1.015 }, [chosen, totalMs])
  return {
    range,
    zoom: (factor, centreMs = (range.fromMs + range.toMs) / 2) => {
      const next = zoomRange(range, factor, centreMs, totalMs)
      setChosen(next.toMs - next.fromMs >= totalMs ? null : next)
    },
    pan: (share) => setChosen(chosen && panRange(chosen, share, totalMs)),
    fit: () => setChosen(null),
  }
}

interface LanesProps {
  lanes: readonly TimelineLane[]
  view: TimelineView
  nowMs: number
}

function Lanes({ lanes, view, nowMs }: LanesProps): ReactNode {
  const [point, setPoint] = useState<TimelinePoint | null>(null)
  const selectedPid = useSelection((state) => state.pid)
  const select = useSelection((state) => state.select)
  const toggle = useSelection((state) => state.toggle)
  const histories = useRun((display) => display.model.cpuHistory)
  const cpuOf = useCallback((processId: number) => histories.get(processId) ?? [], [histories])
  const onKeyDown = useTimelineKeys(view, lanes, selectedPid, select)
  return (
    <div className="timeline">
      <div
        className="timeline-scroll"
        role="group"
        tabIndex={0}
        aria-label="Timeline. Up and Down select a process, A and D move, W and S zoom, F shows the whole run; the table has every figure."
        onKeyDown={onKeyDown}
      >
        <ul className="timeline-names" style={{ paddingTop: axisHeightPx }} aria-hidden>
          {lanes.map((lane) => (
            <li
              key={lane.processId}
              style={{ height: laneHeightPx }}
              data-selected={lane.pid === selectedPid || undefined}
              data-ended={lane.endMs !== null || undefined}
              onClick={() => toggle(lane.pid)}
            >
              <ProcessName name={lane.name} />
              <span className="num muted">{lane.pid}</span>
            </li>
          ))}
        </ul>
        <TimelineCanvas
          lanes={lanes}
          range={view.range}
          cpuOf={cpuOf}
          nowMs={nowMs}
          selectedPid={selectedPid}
          laneHeightPx={laneHeightPx}
          axisHeightPx={axisHeightPx}
          onHover={setPoint}
          onPick={({ lane }) => lane && toggle(lane.pid)}
          onZoom={view.zoom}
        />
      </div>
      <div className="timeline-foot">
        <TimelineReadout point={point} lanes={lanes} selectedPid={selectedPid} nowMs={nowMs} />
        <Legend />
      </div>
    </div>
  )
}

function useTimelineKeys(
  view: TimelineView,
  lanes: readonly TimelineLane[],
  selectedPid: number | null,
  select: (pid: number) => void,
): (event: KeyboardEvent) => void {
  const singleKeys = usePreferences((state) => state.singleKeys)
  const step = (by: number): void => {
    const at = lanes.findIndex((lane) => lane.pid === selectedPid)
    const lane = lanes[at < 0 ? 0 : Math.min(Math.max(at + by, 0), lanes.length - 1)]
    if (lane) select(lane.pid)
  }
  const letters: Readonly<Record<string, () => void>> = {
    a: () => view.pan(-0.2),
    d: () => view.pan(0.2),
    w: () => view.zoom(0.5),
    s: () => view.zoom(2),
    f: view.fit,
    ',': () => view.pan(-0.05),
    '.': () => view.pan(0.05),
  }
  const others: Readonly<Record<string, () => void>> = {
    ArrowUp: () => step(-1),
    ArrowDown: () => step(1),
    ArrowLeft: () => view.pan(-0.1),
    ArrowRight: () => view.pan(0.1),
    Home: view.fit,
    '+': () => view.zoom(0.5),
    '-': () => view.zoom(2),
  }
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = others[event.key] ?? (singleKeys ? letters[event.key.toLowerCase()] : undefined)
    if (!action) return
    event.preventDefault()
    event.stopPropagation()
    action()
  }
}

function Legend(): ReactNode {
  return (
    <span className="timeline-legend">
      {(['start-up', 'alive', 'CPU', 'waits'] as const).map((word) => (
        <span key={word} className="timeline-key">
          <span className="timeline-swatch" data-word={word} aria-hidden />
          {word}
        </span>
      ))}
      <span className="timeline-key">✕ ended</span>
    </span>
  )
}
