import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { StateBadge } from '../../components/StateBadge.tsx'
import { formatClock } from '../../model/format.ts'
import { countProcesses } from '../../model/runProcessWords.ts'
import type { StateName } from '../../model/states.ts'
import type { RunDisplay, RunSession } from './runSession.ts'
import './RunState.css'

/** The badge of a run for the top bar, its clock and its living processes. */
export function RunState({ session }: { session: RunSession }): ReactNode {
  const state = useStore(session.store, stateOf)
  const elapsedMs = useStore(session.store, ({ model }) => model.snapshot?.elapsedMs ?? 0)
  const alive = useStore(session.store, ({ model }) => countProcesses(model.snapshot?.processes ?? []).alive)
  return (
    <>
      <StateBadge state={state} />
      <span className="num">{formatClock(elapsedMs)}</span>
      {alive > 0 && (
        <span className="num muted run-alive">
          {alive} {alive === 1 ? 'process' : 'processes'}
        </span>
      )}
    </>
  )
}

function stateOf({ model, isPaused, watch }: RunDisplay): StateName {
  if (model.report) return model.report.run.outcome
  if (watch === 'lost') return 'lost'
  if (watch === 'ended') return 'ended'
  if (isPaused) return 'paused'
  const phase = model.snapshot?.phase ?? 'preparing'
  return phase === 'running' ? 'live' : phase
}
