import { createStore, type StoreApi } from 'zustand'
import type { MachineLoad } from '../../../shared/machine.ts'
import type { RpcClient } from '../../../shared/rpc/client.ts'
import { useLosses } from '../../model/losses.ts'
import { showToast } from '../../model/toasts.ts'
import { inertUpdate } from '../../model/inertUpdate.ts'
import { applyUpdate, emptyRunModel, type RunModel } from '../../model/runModel.ts'

/**
 * Watches one run for as long as it goes on, also while another view is open:
 *
 *   stream `run` ── updates ──▶ live model ── unless paused ──▶ store ── at most 5 × a second ──▶ panels
 *
 * Pausing stops the display, never the recording.
 */
export interface RunSession {
  readonly runId: string
  /** As the updates come: for clocks and progress. */
  readonly store: StoreApi<RunDisplay>
  /** The same, five times a second: as fast as figures are read, and what the panels are drawn from. */
  readonly panels: StoreApi<RunDisplay>
  /** Watches over this connection. The same connection again changes nothing; a new one starts over. */
  attach(client: RpcClient): void
  togglePause(): void
  /** Ends the watching; the run itself goes on. */
  dispose(): void
}

export interface RunDisplay {
  model: RunModel
  isPaused: boolean
  /** `watching` until the run's last update. */
  watch: 'watching' | 'ended' | 'lost'
  /** Why the watching was lost. */
  error: Error | null
}

const panelIntervalMs = 200

/** `onGone` is called when the host knows no such run (any more), before anything of it was shown. */
export function createRunSession(
  runId: string,
  loads: readonly MachineLoad[],
  onGone?: () => void,
): RunSession {
  let live = emptyRunModel(runId, loads)
  let attached: { client: RpcClient; dispose(): void } | null = null
  const store = createStore<RunDisplay>()(() => ({
    model: live,
    isPaused: false,
    watch: 'watching',
    error: null,
  }))
  const { calm: panels, stop: stopPanels } = calmed(store, panelIntervalMs)
  const show = (): void => {
    // The end is always shown: there is nothing left to pause.
    if (!store.getState().isPaused || live.report) store.setState({ model: live })
    const { snapshot } = live
    if (!snapshot) return
    const { eventsDropped, outputBytesDropped } = snapshot.loss
    useLosses.getState().report(runId, { events: snapshot.eventsTotal, eventsDropped, outputBytesDropped })
  }
  const attach = (client: RpcClient): void => {
    if (attached?.client === client || store.getState().watch === 'ended') return
    attached?.dispose()
    // The first update of a subscription brings all that there is so far.
    live = emptyRunModel(runId, loads)
    store.setState({ watch: 'watching', error: null })
    const dispose = client.subscribe(
      'run',
      { runId },
      {
        onItem: (update) => {
          live = applyUpdate(live, inertUpdate(update))
          show()
          if (update.report) store.setState({ watch: 'ended', isPaused: false })
        },
        onEnd: () => store.setState({ watch: 'ended', isPaused: false }),
        onError: (error) => {
          if (error.code === 'not-found' && onGone && !live.snapshot) return onGone()
          if (store.getState().watch !== 'ended') store.setState({ watch: 'lost', error })
        },
      },
    )
    attached = { client, dispose }
  }
  return {
    runId,
    store,
    panels,
    attach,
    togglePause: () => {
      const isPaused = !store.getState().isPaused
      store.setState(isPaused ? { isPaused } : { isPaused, model: live })
    },
    dispose: () => {
      attached?.dispose()
      attached = null
      stopPanels()
    },
  }
}

/**
 * A store that follows another at most every `intervalMs`. What is not live is shown at once: the end, a pause, a
 * new beginning.
 */
function calmed(
  source: StoreApi<RunDisplay>,
  intervalMs: number,
): { calm: StoreApi<RunDisplay>; stop(): void } {
  const calm = createStore<RunDisplay>()(() => source.getState())
  let timer: ReturnType<typeof setTimeout> | undefined
  const follow = (): void => {
    clearTimeout(timer)
    timer = undefined
    calm.setState(source.getState())
  }
  const unsubscribe = source.subscribe((now) => {
    const before = calm.getState()
    const isUrgent = now.watch !== before.watch || now.isPaused !== before.isPaused || !before.model.snapshot
    if (isUrgent || now.model.report) follow()
    else timer ??= setTimeout(follow, intervalMs)
  })
  const stop = (): void => {
    unsubscribe()
    clearTimeout(timer)
  }
  return { calm, stop }
}

/** Whether a run goes on; says so, because a second one beside it would falsify both. */
export function refuseWhileRunning(session: RunSession | undefined, noun: string): boolean {
  if (session?.store.getState().watch !== 'watching') return false
  showToast(`${noun} is still running: stop it first.`, { tone: 'warning' })
  return true
}
