import { Pause, Play } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { Button } from '../../components/Button.tsx'
import { CoreLoadChart } from '../../components/charts/CoreLoadChart.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { KeyHint } from '../../components/KeyHint.tsx'
import { Panel } from '../../components/Panel.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { TopBar } from '../../frame/TopBar.tsx'
import { useMachine } from '../../model/machine.ts'
import { useProcesses } from '../../model/processes.ts'
import { useShortcut } from '../../model/shortcuts.ts'
import { useRpc, useStream } from '../../transport/rpcContext.tsx'
import { ProcessPanel } from './ProcessPanel.tsx'
import './ProcessesView.css'

const sampleEveryMs = 1000

export function ProcessesView(): ReactNode {
  const samples = useMachine((state) => state.samples)
  const [error, setError] = useState<Error>()
  return (
    <div className="processes">
      <ProcessesTopBar />
      {error ? (
        <ErrorNotice
          title="The process table is not updated any more"
          error={error}
          actions={
            <Button size="small" onPress={() => setError(undefined)}>
              Try again
            </Button>
          }
        />
      ) : (
        <ProcessFeed onError={setError} />
      )}
      <Panel title="Load per core" detail="last minute" className="processes-load" isCollapsible>
        <CoreLoadChart loads={samples} heightRem={6} />
      </Panel>
      <ProcessPanel />
    </div>
  )
}

/** Keeps the table up to date while it is mounted. */
function ProcessFeed({ onError }: { onError(error: Error): void }): ReactNode {
  const client = useRpc()
  const { receive, restart } = useProcesses.getState()
  useStream('processes', { intervalMs: sampleEveryMs }, { onItem: receive, onError })
  useEffect(() => restart, [client, restart])
  return null
}

function ProcessesTopBar(): ReactNode {
  const isPaused = useProcesses((state) => state.paused !== null)
  const setPaused = useProcesses((state) => state.setPaused)
  const toggle = (): void => setPaused(!isPaused)
  useShortcut({
    title: isPaused ? 'Resume the display' : 'Pause the display',
    group: 'Processes',
    chords: ['Space'],
    run: toggle,
  })
  return (
    <TopBar
      title="Processes"
      detail="of this machine"
      state={<StateBadge state={isPaused ? 'paused' : 'live'} />}
      actions={
        <Button icon={isPaused ? <Play aria-hidden /> : <Pause aria-hidden />} onPress={toggle}>
          {isPaused ? 'Resume' : 'Pause'} <KeyHint chord="Space" isDecorative />
        </Button>
      }
    />
  )
}
