import { create } from 'zustand'
import type { ProcessTable } from '../../shared/machine.ts'
import { emptyTable, trackTable, type TrackedTable } from './processTracking.ts'

interface ProcessesState {
  /** Goes on while the display is paused. */
  live: TrackedTable
  /** What is on screen while paused; null when live. */
  paused: TrackedTable | null
  hasGap: boolean
  receive(table: ProcessTable): void
  setPaused(isPaused: boolean): void
  /**
   * Tables were missed. The last one stays on screen; the next is taken as a first one, because measured
   * against a table from before the gap everything would seem to have started or ended just now.
   */
  markGap(): void
}

export const useProcesses = create<ProcessesState>()((set) => ({
  live: emptyTable,
  paused: null,
  hasGap: false,
  receive: (table) =>
    set((state) => ({ live: trackTable(state.hasGap ? emptyTable : state.live, table), hasGap: false })),
  setPaused: (isPaused) => set((state) => ({ paused: isPaused ? (state.paused ?? state.live) : null })),
  markGap: () => set({ hasGap: true }),
}))
