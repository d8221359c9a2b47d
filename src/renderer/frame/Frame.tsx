import { Suspense, useDeferredValue, useEffect, useState, type ReactNode } from 'react'
import { Presentation, Search } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { ErrorBoundary } from '../components/ErrorBoundary.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { KeyHint } from '../components/KeyHint.tsx'
import { ToastRegion } from '../components/Toast.tsx'
import { VisuallyHidden } from '../components/VisuallyHidden.tsx'
import { WaitNotice } from '../components/WaitNotice.tsx'
import { useMachine } from '../model/machine.ts'
import { useNavigation, views } from '../model/navigation.ts'
import { usePreferences } from '../model/preferences.ts'
import { useShortcut } from '../model/shortcuts.ts'
import { useStream } from '../transport/rpcContext.tsx'
import { CommandPalette } from './CommandPalette.tsx'
import { KeyboardHelp } from './KeyboardHelp.tsx'
import { Rail } from './Rail.tsx'
import { StatusBar } from './StatusBar.tsx'
import { TopBarSlot } from './TopBar.tsx'
import { useAppearanceCommands } from './useAppearanceCommands.ts'
import { useRunFiles } from './useRunFiles.ts'
import { ViewFailure } from './ViewFailure.tsx'
import { renewView, viewElement } from './viewRegistry.ts'
import './Frame.css'

type Overlay = 'palette' | 'help' | null

export function Frame(): ReactNode {
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [overlay, setOverlay] = useState<Overlay>(null)
  const close = (): void => setOverlay(null)
  const hasLabels = usePreferences((state) => state.railLabels)
  const isProjector = usePreferences((state) => state.isProjector)
  const change = usePreferences((state) => state.change)
  useMachineLoad()
  useShortcut({
    title: 'Find a command',
    group: 'Forkscope',
    chords: ['mod+k', 'mod+shift+p'],
    run: () => setOverlay('palette'),
  })
  useAppearanceCommands()
  useRunFiles()
  useShortcut({ title: 'Keyboard help', group: 'Forkscope', chords: ['?'], run: () => setOverlay('help') })
  return (
    <TopBarSlot value={slot}>
      <div className="frame" data-labels={(hasLabels && !isProjector) || undefined}>
        <a className="skip-link" href="#view" onClick={focusView}>
          Skip to the view
        </a>
        <Rail onHelp={() => setOverlay('help')} />
        <header className="topbar">
          <div className="topbar-slot" ref={setSlot} />
          {isProjector && (
            <IconButton
              label="Leave projector mode"
              chord="p"
              icon={<Presentation aria-hidden />}
              onPress={() => change({ isProjector: false })}
            />
          )}
          <Button
            variant="plain"
            className="topbar-palette"
            icon={<Search aria-hidden />}
            onPress={() => setOverlay('palette')}
          >
            <VisuallyHidden>Find a command</VisuallyHidden>
            <KeyHint chord="mod+k" isDecorative />
          </Button>
        </header>
        <ViewSlot />
        {!isProjector && <StatusBar />}
        <ToastRegion />
        <CommandPalette isOpen={overlay === 'palette'} onClose={close} />
        <KeyboardHelp isOpen={overlay === 'help'} onClose={close} />
      </div>
    </TopBarSlot>
  )
}

function ViewSlot(): ReactNode {
  // The view before stays until the module of this one is there.
  const view = useDeferredValue(useNavigation((state) => state.view))
  const [attempt, setAttempt] = useState(0)
  // Who leaves a view that could not be loaded and comes back tries again.
  useEffect(() => () => renewView(view), [view])
  const retry = (): void => {
    renewView(view)
    setAttempt(attempt + 1)
  }
  const title = views.find(({ id }) => id === view)?.title ?? ''
  useEffect(() => void (document.title = `${title} – Forkscope`), [title])
  return (
    <main className="view" id="view" tabIndex={-1} aria-label={title}>
      <Suspense
        fallback={
          <div className="view-wait">
            <WaitNotice waitingFor={`the view ${title}`} />
          </div>
        }
      >
        <ErrorBoundary
          key={`${view} ${attempt}`}
          fallback={(error) => <ViewFailure title={title} error={error} onRetry={retry} />}
        >
          {viewElement(view)}
        </ErrorBoundary>
      </Suspense>
    </main>
  )
}

/** One subscription for all: status bar, process view, charts read the store. */
function useMachineLoad(): void {
  const add = useMachine((state) => state.add)
  useStream('machine', null, add)
}

/** By script: following the link would replace the view's address in the location's hash. */
function focusView(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.getElementById('view')?.focus()
}
