import { create } from 'zustand'

/** What the run views have received and what was dropped on the way, for the status bar. */
export interface RunTotals {
  events: number
  eventsDropped: number
  outputBytesDropped: number
}

interface LossesState {
  byRun: Readonly<Record<string, RunTotals>>
  /** Called by whoever watches a run, with each snapshot's running totals. */
  report(runId: string, totals: RunTotals): void
}

export const useLosses = create<LossesState>()((set) => ({
  byRun: {},
  report: (runId, totals) => set((state) => ({ byRun: { ...state.byRun, [runId]: totals } })),
}))

export function sumTotals(byRun: Readonly<Record<string, RunTotals>>): RunTotals {
  const sum: RunTotals = { events: 0, eventsDropped: 0, outputBytesDropped: 0 }
  for (const totals of Object.values(byRun)) {
    sum.events += totals.events
    sum.eventsDropped += totals.eventsDropped
    sum.outputBytesDropped += totals.outputBytesDropped
  }
  return sum
}
