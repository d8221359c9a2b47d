import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useRef, type ReactNode } from 'react'
import type { ProcessSnapshot } from '../../../shared/runUpdate.ts'
import { Figure } from '../../components/Figure.tsx'
import { Sparkline } from '../../components/Sparkline.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { useRowHeightPx } from '../../model/appearance.ts'
import { formatBytes, formatCount, formatPercent } from '../../model/format.ts'
import type { Sample } from '../../model/ring.ts'
import { describeActivity } from '../../model/runProcessWords.ts'
import { describeState } from '../../model/states.ts'
import type { EndRequest } from './EndProcessDialog.tsx'
import { ProcessName } from './ProcessName.tsx'
import { ProcessMenu } from './ProcessMenu.tsx'

export interface ProcessRowsProps {
  processes: readonly ProcessSnapshot[]
  historyOf(processId: number): readonly Sample[]
  exitOf(process: ProcessSnapshot): string | null
  selectedPid: number | null
  onSelect(pid: number): void
  onEnd(request: EndRequest): void
}

const columns = ['State', 'Name', 'pid', 'Parent', 'CPU', '', 'Memory', 'Core', 'Tasks', 'Doing', ''] as const

/** The processes of a large run, a line each; only those in sight are in the page. */
export function ProcessRows(props: ProcessRowsProps): ReactNode {
  const { processes } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = useRowHeightPx()
  // oxlint-disable-next-line react/incompatible-library -- no compiler runs here; the virtualizer is used in place
  const virtual = useVirtualizer({
    count: processes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => processes[index]!.processId,
    overscan: 6,
  })
  return (
    <div className="process-rows" ref={scroller} role="region" aria-label="Processes of the run" tabIndex={0}>
      <div role="table" aria-label="Processes of the run" aria-rowcount={processes.length + 1}>
        <div role="rowgroup" className="process-rows-head">
          <div role="row" className="process-row" aria-rowindex={1}>
            {columns.map((column, index) => (
              <span key={index} role="columnheader">
                {column || <span className="visually-hidden">{index === 5 ? 'CPU history' : 'Actions'}</span>}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const process = processes[item.index]!
            return (
              <ProcessLine
                key={item.key}
                process={process}
                index={item.index}
                topPx={item.start}
                history={props.historyOf(process.processId)}
                exit={props.exitOf(process)}
                isSelected={props.selectedPid === process.pid}
                onSelect={props.onSelect}
                onEnd={props.onEnd}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

interface ProcessLineProps {
  process: ProcessSnapshot
  index: number
  topPx: number
  history: readonly Sample[]
  exit: string | null
  isSelected: boolean
  onSelect(pid: number): void
  onEnd(request: EndRequest): void
}

const ProcessLine = memo(function ProcessLine(props: ProcessLineProps): ReactNode {
  const { process, index, topPx, history, exit, isSelected, onSelect, onEnd } = props
  const { state, detail } = describeActivity(process)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="process-row process-line"
      style={{ transform: `translateY(${topPx}px)` }}
      data-tone={describeState(state).tone}
      data-ended={process.phase === 'ended' || undefined}
      data-selected={isSelected || undefined}
      onKeyDown={(event) => {
        if (event.key === 'Delete' && process.phase !== 'ended') onEnd({ process, signal: 'SIGTERM' })
      }}
    >
      <span role="cell">
        <StateBadge state={state} isBoxed={false} />
      </span>
      <span role="cell" className="truncate">
        <button
          type="button"
          className="process-select"
          aria-pressed={isSelected}
          onClick={() => onSelect(process.pid)}
        >
          <ProcessName name={process.name} />
          <span className="visually-hidden">pid {process.pid}</span>
        </button>
      </span>
      <span role="cell" className="num">
        {process.pid}
      </span>
      <span role="cell" className="num">
        {process.parentPid}
      </span>
      <span role="cell">
        <Figure of={formatPercent(process.cpuPercent)} />
      </span>
      <span role="cell">
        <Sparkline values={history.map((sample) => sample.value)} max={100} slots={60} />
      </span>
      <span role="cell">
        <Figure of={formatBytes(process.rssBytes ?? process.peakRssBytes)} />
      </span>
      <span role="cell" className="num">
        {process.core ?? '–'}
      </span>
      <span role="cell">
        <Figure of={formatCount(process.tasks)} />
      </span>
      <span role="cell" className="truncate process-doing" title={exit ?? detail}>
        {exit ?? detail}
      </span>
      <span role="cell">
        <ProcessMenu process={process} onEnd={onEnd} />
      </span>
    </div>
  )
})
