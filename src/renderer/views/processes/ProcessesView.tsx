import { Pause, Play } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import type { RpcClient } from '../../../shared/rpc/client.ts'
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

interface Failure {
  client: RpcClient
  error: Error
}

export function ProcessesView(): ReactNode {
  const samples = useMachine((state) => state.samples)
  const client = useRpc()
  const [failure, setFailure] = useState<Failure>()
  // A failure of an earlier connection is over: the new one subscribes anew.
  const error = failure?.client === client ? failure.error : undefined
  return (
    <div className="processes">
      <ProcessesTopBar isUpdated={error === undefined} />
      {error ? (
        <ErrorNotice
          title="The process table is not updated any more"
          error={error}
          actions={
            <Button size="small" onPress={() => setFailure(undefined)}>
              Try again
            </Button>
          }
        />
      ) : (
        <ProcessFeed onError={(thrown) => setFailure({ client, error: thrown })} />
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
  const { receive, markGap } = useProcesses.getState()
  useStream('processes', { intervalMs: sampleEveryMs }, { onItem: receive, onError })
  useEffect(() => markGap, [client, markGap])
  return null
}

function ProcessesTopBar({ isUpdated }: { isUpdated: boolean }): ReactNode {
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
      state={
        isUpdated ? (
          <StateBadge state={isPaused ? 'paused' : 'live'} />
        ) : (
          <StateBadge state="failed" label="NOT UPDATED" />
        )
      }
      actions={
        <Button icon={isPaused ? <Play aria-hidden /> : <Pause aria-hidden />} onPress={toggle}>
          {isPaused ? 'Resume' : 'Pause'} <KeyHint chord="Space" isDecorative />
        </Button>
      }
    />
  )
}
