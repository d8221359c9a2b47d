import { create } from 'zustand'
import type { Pid } from '../../shared/units.ts'

interface SelectionState {
  /** The process that is selected everywhere at once: cards, table, timeline, output. */
  pid: Pid | null
  select(pid: Pid | null): void
  /** Selects, or clears the selection when it is this pid already. */
  toggle(pid: Pid): void
}

export const useSelection = create<SelectionState>()((set) => ({
  pid: null,
  select: (pid) => set({ pid }),
  toggle: (pid) => set((state) => ({ pid: state.pid === pid ? null : pid })),
}))
