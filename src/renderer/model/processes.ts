import { create } from 'zustand'
import type { ProcessTable } from '../../shared/machine.ts'
import { emptyTable, trackTable, type TrackedTable } from './processTracking.ts'

interface ProcessesState {
  /** Goes on while the display is paused. */
  live: TrackedTable
  /** What is on screen while paused; null when live. */
  paused: TrackedTable | null
  receive(table: ProcessTable): void
  setPaused(isPaused: boolean): void
  /** Forgets what is known: after a gap everything would seem to have started or ended just now. */
  restart(): void
}

export const useProcesses = create<ProcessesState>()((set) => ({
  live: emptyTable,
  paused: null,
  receive: (table) => set((state) => ({ live: trackTable(state.live, table) })),
  setPaused: (isPaused) => set((state) => ({ paused: isPaused ? (state.paused ?? state.live) : null })),
  restart: () => set({ live: emptyTable }),
}))
