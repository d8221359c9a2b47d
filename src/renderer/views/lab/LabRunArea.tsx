import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { RpcError } from '../../../shared/rpc/client.ts'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { KeyHint } from '../../components/KeyHint.tsx'
import { Panel } from '../../components/Panel.tsx'
import { WaitNotice } from '../../components/WaitNotice.tsx'
import { locationOfFacts, type EditorLocation } from '../../model/sourceLocations.ts'
import { CoresPanel } from '../run/CoresPanel.tsx'
import { FindingsPanel } from '../run/FindingsPanel.tsx'
import { LocksPanel } from '../run/LocksPanel.tsx'
import { LostRunNotice } from '../run/LostRunNotice.tsx'
import { OutputPanel } from '../run/OutputPanel.tsx'
import { ProcessesPanel } from '../run/ProcessesPanel.tsx'
import { ProgressStrip } from '../run/ProgressStrip.tsx'
import { RunProvider, useRun } from '../run/runContext.tsx'
import { TimelinePanel } from '../run/TimelinePanel.tsx'
import { TrafficPanel } from '../run/TrafficPanel.tsx'
import { useLab } from './labSession.ts'
import { RunOutcome } from './RunOutcome.tsx'

export interface LabRunAreaProps {
  /** Of the program in the editor: the run beside it may be of another. */
  programKey: string | undefined
  onRun(): void
  onGoTo(location: EditorLocation): void
}

/** The run beside its program. */
export function LabRunArea({ programKey, onRun, onGoTo }: LabRunAreaProps): ReactNode {
  const run = useLab((state) => state.run)
  const startError = useLab((state) => state.startError)
  return (
    <div className="lab-run">
      {startError && <StartError error={startError} onGoTo={onGoTo} />}
      {run ? (
        <RunProvider key={run.session.runId} session={run.session}>
          {run.programKey !== programKey && <p className="muted">This is the run of {run.fileName}.</p>}
          <RunPanels fileName={run.fileName} onGoTo={onGoTo} />
        </RunProvider>
      ) : (
        <NothingYet onRun={onRun} />
      )}
    </div>
  )
}

function RunPanels({
  fileName,
  onGoTo,
}: {
  fileName: string
  onGoTo(location: EditorLocation): void
}): ReactNode {
  const hasStarted = useRun((display) => display.model.snapshot !== null)
  const isLost = useRun((display) => display.watch === 'lost')
  if (!hasStarted)
    return isLost ? <LostRunNotice noun="run" /> : <WaitNotice waitingFor="the first news of the run" />
  return (
    <>
      <LostRunNotice noun="run" />
      <ProgressStrip />
      <RunOutcome fileName={fileName} onGoTo={onGoTo} />
      <FindingsPanel />
      <ProcessesPanel />
      <TimelinePanel />
      <TrafficPanel />
      <LocksPanel />
      <OutputPanel />
      <CoresPanel />
    </>
  )
}

function StartError({ error, onGoTo }: { error: Error; onGoTo(location: EditorLocation): void }): ReactNode {
  const location = error instanceof RpcError ? locationOfFacts(error.remote.facts) : null
  return (
    <ErrorNotice
      title="The program did not start"
      error={error}
      actions={
        location && (
          <Button size="small" onPress={() => onGoTo(location)}>
            Go to line {location.line}
          </Button>
        )
      }
    />
  )
}

function NothingYet({ onRun }: { onRun(): void }): ReactNode {
  return (
    <Panel title="Run" isExpandable={false} className="lab-empty">
      <EmptyState
        icon={<Play aria-hidden />}
        title="Here you will see the program run"
        action={
          <Button variant="primary" onPress={onRun}>
            Run it now <KeyHint chord="mod+enter" />
          </Button>
        }
      >
        Its processes with their pids, states and cores, their timeline, what goes through each queue and
        pipe, what each process prints, and what main returns.
      </EmptyState>
    </Panel>
  )
}
