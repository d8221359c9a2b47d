import { flexRender, type Header, type Table } from '@tanstack/react-table'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import type { ShownProcess } from '../../model/processArrange.ts'

export function ProcessTableHeader({ table }: { table: Table<ShownProcess> }): ReactNode {
  return (
    <div role="rowgroup" className="proc-head">
      {table.getHeaderGroups().map((group) => (
        <div key={group.id} role="row" aria-rowindex={1} className="proc-row">
          {group.headers.map((header) => (
            <HeaderCell key={header.id} header={header} />
          ))}
        </div>
      ))}
    </div>
  )
}

function HeaderCell({ header }: { header: Header<ShownProcess, unknown> }): ReactNode {
  const { column } = header
  const sorted = column.getIsSorted()
  const { isNumber, explanation } = column.columnDef.meta ?? {}
  return (
    <div
      role="columnheader"
      className="proc-cell"
      data-number={isNumber || undefined}
      aria-sort={sorted === false ? 'none' : sorted === 'desc' ? 'descending' : 'ascending'}
      title={explanation}
    >
      <Button className="sort-button" onPress={() => column.toggleSorting()}>
        {flexRender(column.columnDef.header, header.getContext())}
        {sorted === 'desc' && <ArrowDown aria-hidden />}
        {sorted === 'asc' && <ArrowUp aria-hidden />}
      </Button>
    </div>
  )
}
