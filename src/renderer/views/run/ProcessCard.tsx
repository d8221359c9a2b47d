import { memo, type KeyboardEvent, type ReactNode } from 'react'
import type { ProcessSnapshot } from '../../../shared/runUpdate.ts'
import { Figure } from '../../components/Figure.tsx'
import { Sparkline } from '../../components/Sparkline.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { formatBytes, formatCount, formatDuration, formatPercent } from '../../model/format.ts'
import type { Sample } from '../../model/ring.ts'
import { describeActivity, roleWord } from '../../model/runProcessWords.ts'
import { describeState } from '../../model/states.ts'
import type { EndRequest } from './EndProcessDialog.tsx'
import { ProcessName } from './ProcessName.tsx'
import { ProcessMenu } from './ProcessMenu.tsx'

export interface ProcessCardProps {
  process: ProcessSnapshot
  cpuHistory: readonly Sample[]
  /** How it ended, in words; null while it lives. */
  exit: string | null
  isSelected: boolean
  onSelect(pid: number): void
  onEnd(request: EndRequest): void
}

/** A minute of CPU at two samples a second. */
const sparkSlots = 60

/** One process of the run. The whole card selects it; all figures have a fixed place. */
export const ProcessCard = memo(function ProcessCard(props: ProcessCardProps): ReactNode {
  const { process, cpuHistory, exit, isSelected, onSelect, onEnd } = props
  const { state, detail } = describeActivity(process)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete' || process.phase === 'ended') return
    event.preventDefault()
    onEnd({ process, signal: 'SIGTERM' })
  }
  return (
    <li
      className="process-card"
      data-tone={describeState(state).tone}
      data-ended={process.phase === 'ended' || undefined}
      data-selected={isSelected || undefined}
      onKeyDown={onKeyDown}
    >
      <div className="process-head">
        <button
          type="button"
          className="process-select"
          aria-pressed={isSelected}
          onClick={() => onSelect(process.pid)}
        >
          <ProcessName name={process.name} />
          <span className="visually-hidden">pid {process.pid}</span>
        </button>
        <ProcessMenu process={process} onEnd={onEnd} />
      </div>
      <div className="process-state">
        <StateBadge state={state} isBoxed={false} />
        <span className="process-pid num">
          <span className="unit">pid</span> {process.pid}
        </span>
      </div>
      <div className="process-detail">
        <span className="truncate" title={exit ?? detail}>
          {exit ?? (detail || roleWord(process.role))}
        </span>
        {process.core !== null && (
          <span className="process-core num">
            <span className="unit">core</span> {process.core}
          </span>
        )}
      </div>
      <div className="process-figures">
        <CpuFigure process={process} />
        <MemoryFigure process={process} />
        <Sparkline values={cpuHistory.map((sample) => sample.value)} max={100} slots={sparkSlots} />
      </div>
      <p className="process-facts num">
        <span>
          {formatCount(process.tasks).value} <span className="unit">tasks</span>
        </span>
        <span>
          <span className="unit">parent</span> {process.parentPid}
        </span>
      </p>
    </li>
  )
})

/** The share of a core now; of an ended process the CPU time that it used. */
function CpuFigure({ process }: { process: ProcessSnapshot }): ReactNode {
  return process.phase === 'ended' ? (
    <span title="CPU time that it used">
      <Figure of={formatDuration(process.cpuMs)} />
    </span>
  ) : (
    <span title="CPU, in percent of one core">
      <Figure of={formatPercent(process.cpuPercent)} />
    </span>
  )
}

function MemoryFigure({ process }: { process: ProcessSnapshot }): ReactNode {
  return process.phase === 'ended' ? (
    <span title="Most memory that it had">
      <Figure of={formatBytes(process.peakRssBytes)} />
    </span>
  ) : (
    <span title="Resident memory">
      <Figure of={formatBytes(process.rssBytes)} />
    </span>
  )
}
