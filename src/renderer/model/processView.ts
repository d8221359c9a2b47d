import { create } from 'zustand'
import { parseProcessFilter, type RowPredicate } from './processFilter.ts'
import type { ProcessSort } from './processOrder.ts'

interface ProcessViewState {
  mode: 'table' | 'tree'
  sort: ProcessSort
  filterText: string
  /** What the text says, or said when it was last right: while it is being typed the list stays calm. */
  matches: RowPredicate
  filterError: string | undefined
  /** Handles of the tree's collapsed rows. */
  collapsed: ReadonlySet<string>
  isDetailsOpen: boolean
  setMode(mode: 'table' | 'tree'): void
  setSort(sort: ProcessSort): void
  setFilter(text: string): void
  setCollapsed(handle: string, isCollapsed: boolean): void
  collapseAll(handles: readonly string[]): void
  expandAll(): void
  setDetailsOpen(isOpen: boolean): void
}

/** How the process view looks at the table; kept while other views are open. */
export const useProcessView = create<ProcessViewState>()((set) => ({
  mode: 'table',
  sort: { key: 'cpuPercent', isDescending: true },
  filterText: '',
  matches: () => true,
  filterError: undefined,
  collapsed: new Set(),
  isDetailsOpen: false,
  setMode: (mode) => set({ mode }),
  setSort: (sort) => set({ sort }),
  setFilter: (filterText) => {
    const parsed = parseProcessFilter(filterText)
    set(
      parsed.ok
        ? { filterText, matches: parsed.matches, filterError: undefined }
        : { filterText, filterError: parsed.error },
    )
  },
  setCollapsed: (handle, isCollapsed) =>
    set((state) => {
      const collapsed = new Set(state.collapsed)
      if (isCollapsed) collapsed.add(handle)
      else collapsed.delete(handle)
      return { collapsed }
    }),
  collapseAll: (handles) => set({ collapsed: new Set(handles) }),
  expandAll: () => set({ collapsed: new Set() }),
  setDetailsOpen: (isDetailsOpen) => set({ isDetailsOpen }),
}))
