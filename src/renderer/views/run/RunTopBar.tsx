import { Pause, Play, Square } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../components/Button.tsx'
import { TopBar } from '../../frame/TopBar.tsx'
import { useShortcut } from '../../model/shortcuts.ts'
import { showToast } from '../../model/toasts.ts'
import { RunState } from './RunState.tsx'
import type { RunSession } from './runSession.ts'

export interface RunTopBarProps {
  /** The view, also the heading of its commands. */
  title: string
  /** What switches between parts of the view. */
  nav?: ReactNode
  /** What is or would be run. */
  detail: string
  /** What Run starts: `the experiment`. */
  noun: string
  session: RunSession | null
  isStarting: boolean
  /** What else can be done while nothing runs; stands before Run. */
  moreActions?: ReactNode
  onRun(): void
  onStop(): Promise<void>
}

/** The top bar of a view that runs something: its state, Run, and while it goes on Pause and Stop. */
export function RunTopBar(props: RunTopBarProps): ReactNode {
  const { title, nav, detail, noun, session, isStarting, moreActions, onRun } = props
  useShortcut({ title: `Run ${noun}`, group: title, chords: ['mod+enter'], run: onRun })
  const run = (
    <>
      {moreActions}
      <Button variant="primary" icon={<Play aria-hidden />} isPending={isStarting} onPress={onRun}>
        Run
      </Button>
    </>
  )
  if (!session) return <TopBar title={title} nav={nav} detail={detail} actions={run} />
  return (
    <TopBar
      title={title}
      nav={nav}
      detail={detail}
      state={<RunState session={session} />}
      actions={<LiveActions {...props} session={session} otherwise={run} />}
    />
  )
}

interface LiveActionsProps extends RunTopBarProps {
  session: RunSession
  /** What is offered when the run has ended. */
  otherwise: ReactNode
}

function LiveActions({ title, noun, session, onStop, otherwise }: LiveActionsProps): ReactNode {
  const isLive = useStore(session.store, (display) => display.watch === 'watching')
  const isStopping = useStore(session.store, (display) => display.model.snapshot?.phase === 'stopping')
  const isPaused = useStore(session.store, (display) => display.isPaused)
  const stop = (): void => {
    onStop().catch((error: Error) => showToast(error.message, { tone: 'danger' }))
  }
  const common = { group: title, isDisabled: !isLive }
  useShortcut({ ...common, title: `Stop ${noun}`, chords: ['mod+.'], run: stop })
  useShortcut({
    ...common,
    title: 'Pause or resume the display',
    chords: ['Space'],
    run: session.togglePause,
  })
  if (!isLive) return otherwise
  return (
    <>
      <Button
        icon={isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
        onPress={session.togglePause}
        aria-label={isPaused ? 'Resume the display' : 'Pause the display; the run goes on'}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <Button variant="danger" icon={<Square aria-hidden />} isPending={isStopping} onPress={stop}>
        Stop
      </Button>
    </>
  )
}
