import { OctagonX, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../components/Button.tsx'
import { CopyButton } from '../../components/ErrorNotice.tsx'
import { Figure } from '../../components/Figure.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { Sparkline } from '../../components/Sparkline.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { formatBytes, formatCount, formatDuration, formatInstant, formatPercent } from '../../model/format.ts'
import { keptCpuSamples, type TrackedProcess } from '../../model/processTracking.ts'
import { useProcessView } from '../../model/processView.ts'
import { endRefusal } from '../../model/processWords.ts'
import { useSelection } from '../../model/selection.ts'

export interface ProcessDetailsProps {
  process: TrackedProcess | undefined
  nowMs: number
  onEnd(process: TrackedProcess): void
  focusGrid(): void
}

export function ProcessDetails({ process, nowMs, onEnd, focusGrid }: ProcessDetailsProps): ReactNode {
  const setDetailsOpen = useProcessView((state) => state.setDetailsOpen)
  const close = (): void => {
    setDetailsOpen(false)
    focusGrid()
  }
  return (
    <aside className="process-details" aria-label="Details of the selected process">
      <header className="details-header">
        <h3 className="truncate">{process ? process.row.name : 'No process selected'}</h3>
        {process && <StateBadge state={process.status === 'exited' ? 'ended' : process.row.state} />}
        <IconButton label="Close details" icon={<X aria-hidden />} onPress={close} />
      </header>
      {process ? (
        <DetailsBody process={process} nowMs={nowMs} onEnd={onEnd} />
      ) : (
        <p className="muted">Select a row to see its command line, figures and start.</p>
      )}
    </aside>
  )
}

function DetailsBody({ process, nowMs, onEnd }: Omit<ProcessDetailsProps, 'focusGrid'>): ReactNode {
  const { row, cpuHistory } = process!
  return (
    <>
      <div className="details-cpu">
        <Sparkline values={cpuHistory} max={Math.max(100, ...cpuHistory)} slots={keptCpuSamples} />
        <Figure of={formatPercent(row.cpuPercent)} />
      </div>
      <dl className="details-facts">
        <Fact name="pid">
          <span className="num">{row.pid}</span>
        </Fact>
        <Fact name="parent">
          <ParentLink pid={row.parentPid} />
        </Fact>
        <Fact name="user">{row.user}</Fact>
        <Fact name="memory">
          <Figure of={formatBytes(row.rssBytes)} />
        </Fact>
        <Fact name="threads">
          <Figure of={formatCount(row.threads)} />
        </Fact>
        <Fact name="started">
          <span className="num">{formatInstant(row.startedAt)}</span>
        </Fact>
        {row.startedAt > 0 && (
          <Fact name={process!.status === 'exited' ? 'lived for' : 'running for'}>
            <Figure of={formatDuration(endOf(process!, nowMs) - row.startedAt)} />
          </Fact>
        )}
        {row.runId !== undefined && <Fact name="run">{row.runId}</Fact>}
      </dl>
      <div className="details-command">
        <pre tabIndex={0} aria-label="Command line">
          {row.command}
        </pre>
        <CopyButton text={row.command} label="Copy the command" />
        <Button
          size="small"
          icon={<OctagonX aria-hidden />}
          disabledReason={endRefusal(process!)}
          onPress={() => onEnd(process!)}
        >
          End process …
        </Button>
      </div>
    </>
  )
}

function endOf({ status, statusSinceMs }: TrackedProcess, nowMs: number): number {
  return status === 'exited' ? statusSinceMs : nowMs
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function ParentLink({ pid }: { pid: number }): ReactNode {
  const select = useSelection((state) => state.select)
  if (pid === 0) return <span className="num">0</span>
  return (
    <Button
      variant="plain"
      size="small"
      className="parent-link num"
      onPress={() => select(pid)}
      aria-label={`Select the parent, ${pid}`}
    >
      {pid}
    </Button>
  )
}
