import { create } from 'zustand'
import type { ExperimentReport, ExperimentResult, ExperimentSpec } from '../../../shared/experiment.ts'
import { RpcError, type RpcClient } from '../../../shared/rpc/client.ts'
import type { WorkloadDescription } from '../../../shared/workload.ts'
import type { ExperimentForm } from '../../model/experimentForm.ts'
import { useMachine } from '../../model/machine.ts'
import { createRunSession, type RunSession } from '../run/runSession.ts'
import { storedForm, storedRun, storeForm, storeRun } from './experimentStorage.ts'

/** What the interface knows of a started experiment beyond its run. */
export interface ExperimentTitle {
  /** The workload's title, or the own function's name. */
  title: string
  view: ExperimentResult['view']
  /** Null where a folder decides. */
  items: number | null
}

export interface ExperimentRun extends ExperimentTitle {
  session: RunSession
  outcome: { report: ExperimentReport; result: ExperimentResult } | null
  /** Why there is no report. */
  outcomeError: Error | null
}

interface ExperimentState {
  /** Null until the host has told what it can do. */
  form: ExperimentForm | null
  /** The user has tried to run: then all that is missing is shown. */
  wasTried: boolean
  isStarting: boolean
  startError: Error | null
  run: ExperimentRun | null
  setForm(form: ExperimentForm): void
  setTried(): void
  start(client: RpcClient, spec: ExperimentSpec, title: ExperimentTitle): Promise<void>
  /** Takes up the run again: after a reload, a reconnect, or another view. */
  attach(client: RpcClient): void
  stop(client: RpcClient): Promise<void>
}

/**
 * The set-up and the run of the Experiments view. It lives as long as the page, so that a run is watched to its
 * end while another view is open; the set-up and the run's id are kept over a reload.
 */
export const useExperiment = create<ExperimentState>()((set, get) => {
  let reported: { client: RpcClient; run: RunSession } | null = null

  const patchRun = (session: RunSession, change: Partial<ExperimentRun>): void => {
    const { run } = get()
    if (run?.session === session) set({ run: { ...run, ...change } })
  }
  const awaitReport = async (client: RpcClient, session: RunSession): Promise<void> => {
    try {
      const outcome = await client.call('experiments.report', { runId: session.runId })
      patchRun(session, { outcome, outcomeError: null })
    } catch (error) {
      // A broken connection is told where the run is watched; it says nothing of the outcome.
      if (error instanceof RpcError && error.remote.code === 'closed') return
      patchRun(session, { outcomeError: error as Error })
    }
  }
  const follow = (client: RpcClient, session: RunSession): void => {
    session.attach(client)
    if (reported?.client === client && reported.run === session) return
    reported = { client, run: session }
    void awaitReport(client, session)
  }
  return {
    form: storedForm(),
    wasTried: false,
    isStarting: false,
    startError: null,
    run: restoredRun(() => set({ run: null })),
    setForm: (form) => {
      storeForm(form)
      set({ form, startError: null })
    },
    setTried: () => set({ wasTried: true }),
    start: async (client, spec, title) => {
      set({ isStarting: true, startError: null })
      try {
        const { runId } = await client.call('experiments.start', spec)
        get().run?.session.dispose()
        const session = createRunSession(runId, useMachine.getState().samples)
        storeRun({ runId, ...title })
        set({ run: { session, ...title, outcome: null, outcomeError: null } })
        follow(client, session)
      } catch (error) {
        set({ startError: error as Error })
      } finally {
        set({ isStarting: false })
      }
    },
    attach: (client) => {
      const { run } = get()
      if (run && !run.outcome) follow(client, run.session)
    },
    stop: async (client) => {
      const { run } = get()
      if (run) await client.call('runs.stop', { runId: run.session.runId })
    },
  }
})

function restoredRun(onGone: () => void): ExperimentRun | null {
  const stored = storedRun()
  if (!stored) return null
  const { runId, ...title } = stored
  return { session: createRunSession(runId, [], onGone), ...title, outcome: null, outcomeError: null }
}

/** How an experiment is called on the page. */
export function titleOf(spec: ExperimentSpec, workload: WorkloadDescription | null): ExperimentTitle {
  const items = typeof spec.items === 'number' ? spec.items : null
  if (spec.source.kind !== 'workload') return { title: `${spec.source.exportName}()`, view: 'table', items }
  return { title: workload?.title ?? spec.source.workload, view: workload?.view ?? 'table', items }
}
