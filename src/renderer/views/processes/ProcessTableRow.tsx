import { flexRender, type Row } from '@tanstack/react-table'
import type { ReactNode } from 'react'
import type { ShownProcess } from '../../model/processArrange.ts'
import { useProcessView } from '../../model/processView.ts'
import { useSelection } from '../../model/selection.ts'

/** The element id of a process's row. */
export function rowId(handle: string): string {
  return `process-${handle}`
}

export interface ProcessTableRowProps {
  row: Row<ShownProcess>
  index: number
  /** Distance from the first row in px. */
  top: number
  isTree: boolean
  isSelected: boolean
}

export function ProcessTableRow({ row, index, top, isTree, isSelected }: ProcessTableRowProps): ReactNode {
  const shown = row.original
  const { process } = shown
  const select = useSelection((state) => state.select)
  const setDetailsOpen = useProcessView((state) => state.setDetailsOpen)
  return (
    <div
      role="row"
      id={rowId(process.row.handle)}
      className="proc-row"
      style={{ transform: `translateY(${top}px)` }}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      {...(isTree && { 'aria-level': shown.depth + 1 })}
      {...(isTree && shown.children > 0 && { 'aria-expanded': !shown.isCollapsed })}
      data-index={index}
      data-status={process.status}
      data-context={shown.isContext || undefined}
      data-run={process.row.runId !== undefined || undefined}
      onClick={() => select(process.row.pid)}
      onDoubleClick={() => setDetailsOpen(true)}
    >
      {row.getVisibleCells().map((cell) => (
        <div
          key={cell.id}
          role="gridcell"
          className="proc-cell"
          data-number={cell.column.columnDef.meta?.isNumber || undefined}
        >
          {flexRender(cell.column.columnDef.cell, cell.getContext())}
        </div>
      ))}
    </div>
  )
}
