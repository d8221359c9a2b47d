import type { KeyboardEvent } from 'react'
import type { ShownProcess } from '../../model/processArrange.ts'
import type { TrackedProcess } from '../../model/processTracking.ts'
import { useProcessView } from '../../model/processView.ts'

export interface GridKeys {
  shown: readonly ShownProcess[]
  /** Of the selected row; -1 when none is. */
  index: number
  pageRows(): number
  moveTo(index: number): void
  end(process: TrackedProcess): void
}

/** Keys of the grid itself; those of a header's button stay with the button. */
export function useGridKeys(keys: GridKeys): (event: KeyboardEvent) => void {
  const { mode, isDetailsOpen, setDetailsOpen, setCollapsed } = useProcessView()
  const { shown, index, end } = keys
  const move = (by: number): void => {
    const from = index < 0 && by > 0 ? -1 : index
    keys.moveTo(Math.min(Math.max(from + by, 0), shown.length - 1))
  }
  const row = shown[index]
  const setOpen = (isOpen: boolean): void => setCollapsed(row!.process.row.handle, !isOpen)
  const right = (): void => {
    if (!row || mode !== 'tree') return
    if (row.isCollapsed) setOpen(true)
    else if (row.children > 0) move(1)
  }
  const left = (): void => {
    if (!row || mode !== 'tree') return
    if (row.children > 0 && !row.isCollapsed) setOpen(false)
    else move(parentIndex(shown, index) - index)
  }
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => move(keys.pageRows()),
    PageUp: () => move(-keys.pageRows()),
    Home: () => move(-shown.length),
    End: () => move(shown.length),
    ArrowRight: right,
    ArrowLeft: left,
    Enter: () => setDetailsOpen(!isDetailsOpen),
    Delete: () => row && end(row.process),
  }
  return (event) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined
    if (!action) return
    event.preventDefault()
    action()
  }
}

/** Of the row that the one at `index` is below of; itself for a root. */
function parentIndex(shown: readonly ShownProcess[], index: number): number {
  const depth = shown[index]?.depth ?? 0
  for (let above = index - 1; above >= 0; above--) if (shown[above]!.depth < depth) return above
  return index
}
