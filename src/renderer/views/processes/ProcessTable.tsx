import { getCoreRowModel, useReactTable, type SortingState } from '@tanstack/react-table'
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import {
  useEffect,
  useEffectEvent,
  type CSSProperties,
  type MouseEvent,
  type ReactNode,
  type RefObject,
} from 'react'
import { useRowHeightPx } from '../../model/appearance.ts'
import type { ShownProcess } from '../../model/processArrange.ts'
import type { SortKey } from '../../model/processOrder.ts'
import type { TrackedProcess } from '../../model/processTracking.ts'
import { useProcessView } from '../../model/processView.ts'
import { useSelection } from '../../model/selection.ts'
import { processColumns } from './processColumns.tsx'
import type { MenuPlace } from './ProcessMenu.tsx'
import { ProcessTableHeader } from './ProcessTableHeader.tsx'
import { ProcessTableRow, rowId } from './ProcessTableRow.tsx'
import './tableMeta.ts'
import { useGridKeys } from './useGridKeys.ts'
import './ProcessTable.css'

export interface ProcessTableProps {
  /** The element that takes the focus. */
  grid: RefObject<HTMLDivElement | null>
  shown: ShownProcess[]
  selected: TrackedProcess | undefined
  nowMs: number
  openMenu(place: MenuPlace): void
  end(process: TrackedProcess): void
  setPointed(isPointed: boolean): void
}

const tracks = processColumns.map((column) => column.meta?.track ?? '1fr').join(' ')

/**
 * A grid of rows of which only those in sight exist. The focus stays on the grid; the selected row is its
 * active descendant.
 */
export function ProcessTable(props: ProcessTableProps): ReactNode {
  const { grid, shown, selected, nowMs, openMenu, end } = props
  const isTree = useProcessView((state) => state.mode === 'tree')
  const select = useSelection((state) => state.select)
  const { virtualizer, rowPx } = useRowVirtualizer(grid, shown)
  const table = useProcessTable(shown, nowMs)
  const index = selected ? shown.findIndex(({ process }) => process.row.handle === selected.row.handle) : -1
  useFollow(grid, index, () => virtualizer.scrollToIndex(index, { align: 'auto' }))
  const onKeyDown = useGridKeys({
    shown,
    index,
    pageRows: () => Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / rowPx) - 2),
    moveTo: (next) => {
      select(shown[next]?.process.row.pid ?? null)
      virtualizer.scrollToIndex(next, { align: 'auto' })
    },
    end,
  })
  const rows = table.getRowModel().rows
  const items = virtualizer.getVirtualItems()
  const isInSight = items.some((item) => item.index === index)
  return (
    <div className="proc-grid-frame">
      <div
        ref={grid}
        className="proc-grid"
        role={isTree ? 'treegrid' : 'grid'}
        aria-label="Processes"
        aria-rowcount={shown.length + 1}
        aria-colcount={processColumns.length}
        aria-activedescendant={isInSight ? rowId(shown[index]!.process.row.handle) : undefined}
        tabIndex={0}
        style={{ '--process-tracks': tracks } as CSSProperties}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => {
          const place = menuPlace(event, shown, index)
          if (!place) return
          event.preventDefault()
          grid.current?.focus()
          select(place.process.row.pid)
          openMenu(place)
        }}
      >
        <ProcessTableHeader table={table} />
        <div
          role="rowgroup"
          className="proc-rows"
          style={{ height: virtualizer.getTotalSize() }}
          onPointerEnter={() => props.setPointed(true)}
          onPointerLeave={() => props.setPointed(false)}
        >
          {items.map((item) => {
            const row = rows[item.index]
            if (!row) return null
            return (
              <ProcessTableRow
                key={item.key}
                row={row}
                index={item.index}
                top={item.start - rowPx}
                isTree={isTree}
                isSelected={item.index === index}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** While the table is used by keyboard, the selected row stays in sight when the order changes. */
function useFollow(grid: RefObject<HTMLDivElement | null>, index: number, scroll: () => void): void {
  const follow = useEffectEvent(() => {
    if (index >= 0 && grid.current?.matches(':focus-visible')) scroll()
  })
  const reveal = useEffectEvent(() => {
    if (index >= 0) scroll()
  })
  useEffect(() => follow(), [index])
  // What was selected elsewhere is in sight when the view opens.
  useEffect(() => reveal(), [])
}

function useRowVirtualizer(
  grid: RefObject<HTMLDivElement | null>,
  shown: readonly ShownProcess[],
): { virtualizer: Virtualizer<HTMLDivElement, Element>; rowPx: number } {
  const rowPx = useRowHeightPx()
  // oxlint-disable-next-line react/incompatible-library -- its functions are only called while rendering
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => grid.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => shown[index]?.process.row.handle ?? index,
    overscan: 12,
    scrollMargin: rowPx,
    scrollPaddingStart: rowPx,
  })
  return { virtualizer, rowPx }
}

/** Columns, headers and sorting state; the order itself comes with the rows. */
function useProcessTable(
  shown: ShownProcess[],
  nowMs: number,
): ReturnType<typeof useReactTable<ShownProcess>> {
  const sort = useProcessView((state) => state.sort)
  const setSort = useProcessView((state) => state.setSort)
  const sorting: SortingState = [{ id: sort.key, desc: sort.isDescending }]
  // oxlint-disable-next-line react/incompatible-library -- its functions are only called while rendering
  return useReactTable({
    data: shown,
    columns: processColumns,
    state: { sorting },
    meta: { nowMs },
    manualSorting: true,
    enableSortingRemoval: false,
    getCoreRowModel: getCoreRowModel(),
    getRowId: ({ process }) => process.row.handle,
    onSortingChange: (update) => {
      const [next] = typeof update === 'function' ? update(sorting) : update
      if (next) setSort({ key: next.id as SortKey, isDescending: next.desc })
    },
  })
}

/** Where the menu opens: at the pointer, or by the menu key at the selected row. */
function menuPlace(event: MouseEvent, shown: ShownProcess[], selected: number): MenuPlace | undefined {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
  if (row) {
    const process = shown[Number(row.dataset.index)]?.process
    return process && { process, x: event.clientX, y: event.clientY }
  }
  const process = shown[selected]?.process
  const box = process && document.getElementById(rowId(process.row.handle))?.getBoundingClientRect()
  return process && box && { process, x: box.left + 24, y: box.bottom }
}
