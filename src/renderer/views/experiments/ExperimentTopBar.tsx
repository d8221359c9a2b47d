import { Pause, Play, Square } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../components/Button.tsx'
import { TopBar } from '../../frame/TopBar.tsx'
import { useShortcut } from '../../model/shortcuts.ts'
import { showToast } from '../../model/toasts.ts'
import { useRpc } from '../../transport/rpcContext.tsx'
import { RunState } from '../run/RunState.tsx'
import type { RunSession } from '../run/runSession.ts'
import { useExperiment } from './experimentSession.ts'

export interface ExperimentTopBarProps {
  detail: string
  onRun(): void
}

export function ExperimentTopBar({ detail, onRun }: ExperimentTopBarProps): ReactNode {
  const run = useExperiment((state) => state.run)
  return run ? (
    <WithRun detail={run.title} session={run.session} onRun={onRun} />
  ) : (
    <TopBar title="Experiments" detail={detail} actions={<RunButton onRun={onRun} />} />
  )
}

interface WithRunProps extends ExperimentTopBarProps {
  session: RunSession
}

function WithRun({ detail, session, onRun }: WithRunProps): ReactNode {
  const client = useRpc()
  const isLive = useStore(session.store, (display) => display.watch === 'watching')
  const isStopping = useStore(session.store, (display) => display.model.snapshot?.phase === 'stopping')
  const isPaused = useStore(session.store, (display) => display.isPaused)
  const stop = useExperiment((state) => state.stop)
  const stopRun = (): void => {
    stop(client).catch((error: Error) => showToast(error.message, { tone: 'danger' }))
  }
  useShortcut({
    title: 'Stop the experiment',
    group: 'Experiments',
    chords: ['mod+.'],
    isDisabled: !isLive,
    run: stopRun,
  })
  useShortcut({
    title: 'Pause or resume the display',
    group: 'Experiments',
    chords: ['Space'],
    isDisabled: !isLive,
    run: session.togglePause,
  })
  return (
    <TopBar
      title="Experiments"
      detail={detail}
      state={<RunState session={session} />}
      actions={
        isLive ? (
          <>
            <Button
              icon={isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
              onPress={session.togglePause}
              aria-label={isPaused ? 'Resume the display' : 'Pause the display; the run goes on'}
            >
              {isPaused ? 'Resume' : 'Pause'}
            </Button>
            <Button variant="danger" icon={<Square aria-hidden />} isPending={isStopping} onPress={stopRun}>
              Stop
            </Button>
          </>
        ) : (
          <RunButton onRun={onRun} />
        )
      }
    />
  )
}

function RunButton({ onRun }: { onRun(): void }): ReactNode {
  const isStarting = useExperiment((state) => state.isStarting)
  return (
    <Button variant="primary" icon={<Play aria-hidden />} isPending={isStarting} onPress={onRun}>
      Run
    </Button>
  )
}
