import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { KeyHint } from '../../components/KeyHint.tsx'
import { Panel } from '../../components/Panel.tsx'
import { WaitNotice } from '../../components/WaitNotice.tsx'
import { CoresPanel } from '../run/CoresPanel.tsx'
import { FindingsPanel } from '../run/FindingsPanel.tsx'
import { LocksPanel } from '../run/LocksPanel.tsx'
import { LostRunNotice } from '../run/LostRunNotice.tsx'
import { OutputPanel } from '../run/OutputPanel.tsx'
import { ProcessesPanel } from '../run/ProcessesPanel.tsx'
import { ProgressStrip } from '../run/ProgressStrip.tsx'
import { useRun } from '../run/runContext.tsx'
import { TimelinePanel } from '../run/TimelinePanel.tsx'
import { TrafficPanel } from '../run/TrafficPanel.tsx'
import type { ExperimentRun } from './experimentSession.ts'
import { PictureCanvas } from './PictureCanvas.tsx'

/** What goes on in the experiment's run. */
export function LiveArea({ run }: { run: ExperimentRun }): ReactNode {
  const hasStarted = useRun((display) => display.model.snapshot !== null)
  const isLost = useRun((display) => display.watch === 'lost')
  if (!hasStarted)
    return isLost ? (
      <LostRunNotice noun="experiment" />
    ) : (
      <WaitNotice waitingFor="the first news of the run" />
    )
  return (
    <>
      <LostRunNotice noun="experiment" />
      <ProgressStrip />
      <ProcessesPanel />
      <div className="live-pair">
        <CoresPanel />
        <TrafficPanel />
      </div>
      <LocksPanel />
      {run.view === 'picture' && run.outcome === null && <LivePicture items={run.items} />}
      <FindingsPanel />
      <TimelinePanel />
      <OutputPanel />
    </>
  )
}

function LivePicture({ items }: { items: number | null }): ReactNode {
  const rows = useRun((display) => display.model.partial)
  const height = items ?? Math.max(0, ...rows.keys()) + 1
  return (
    <Panel title="Picture">
      <PictureCanvas rows={rows} height={height} />
    </Panel>
  )
}

export function NothingYet({ onRun }: { onRun(): void }): ReactNode {
  return (
    <Panel title="Live" isExpandable={false} className="live-empty">
      <EmptyState
        icon={<Play aria-hidden />}
        title="Here you will see the experiment run"
        action={
          <Button variant="primary" onPress={onRun}>
            Run it now <KeyHint chord="mod+enter" />
          </Button>
        }
      >
        A card for every process with its pid, core, CPU and memory; the load of each core; what flows through
        every queue and pool. Then the speed-up against serial, where the time went, and one sentence of
        advice.
      </EmptyState>
    </Panel>
  )
}
