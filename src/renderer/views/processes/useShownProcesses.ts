import { useMemo, useState } from 'react'
import { arrangeProcesses, type ShownProcess } from '../../model/processArrange.ts'
import type { TrackedTable } from '../../model/processTracking.ts'
import { useProcessView } from '../../model/processView.ts'

interface Hold {
  /** Another sort or filter asks for another order, also under the pointer. */
  key: string
  places: ReadonlyMap<string, number>
}

/**
 * The rows to show, in order. While `isHeld` (the pointer is over the list, a menu or a dialog is open) they
 * keep their places; rows that come meanwhile get the next places.
 */
export function useShownProcesses(table: TrackedTable, isHeld: boolean): ShownProcess[] {
  const mode = useProcessView((state) => state.mode)
  const sort = useProcessView((state) => state.sort)
  const matches = useProcessView((state) => state.matches)
  const collapsed = useProcessView((state) => state.collapsed)
  const filterText = useProcessView((state) => state.filterText)
  const [hold, setHold] = useState<Hold>()
  const key = `${mode} ${sort.key} ${sort.isDescending} ${filterText}`
  const held = isHeld && hold?.key === key ? hold.places : undefined
  const shown = useMemo(
    () => arrangeProcesses(table, { mode, sort, matches, collapsed, held }),
    [table, mode, sort, matches, collapsed, held],
  )
  // State that follows from what was just computed is set while rendering: an effect would show one frame more.
  if (!isHeld) {
    if (hold) setHold(undefined)
  } else if (!held || shown.some(({ process }) => !held.has(process.row.handle))) {
    setHold({ key, places: withPlaces(held, shown) })
  }
  return shown
}

function withPlaces(
  held: ReadonlyMap<string, number> | undefined,
  shown: readonly ShownProcess[],
): ReadonlyMap<string, number> {
  const places = new Map(held)
  for (const { process } of shown) {
    if (!places.has(process.row.handle)) places.set(process.row.handle, places.size)
  }
  return places
}
