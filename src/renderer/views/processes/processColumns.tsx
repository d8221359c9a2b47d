import { createColumnHelper, type RowData } from '@tanstack/react-table'
import { Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from '../../components/Badge.tsx'
import { Figure } from '../../components/Figure.tsx'
import { Sparkline } from '../../components/Sparkline.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { VisuallyHidden } from '../../components/VisuallyHidden.tsx'
import { formatBytes, formatCount, formatPercent, formatStart } from '../../model/format.ts'
import type { ShownProcess } from '../../model/processArrange.ts'
import type { SortKey } from '../../model/processOrder.ts'
import { keptCpuSamples } from '../../model/processTracking.ts'
import { NameCell } from './NameCell.tsx'

declare module '@tanstack/react-table' {
  // The parameters must be those of the interface that is extended.
  interface ColumnMeta<TData extends RowData, TValue> {
    /** A track of the grid's columns. */
    track: string
    isNumber?: boolean
    /** The header's hover. */
    explanation?: string
  }
}

const column = createColumnHelper<ShownProcess>()

/** Figures begin with the largest, words with the first. */
const figure = { sortDescFirst: true }

export const processColumns = [
  column.accessor((shown) => shown.process.row.pid, {
    id: 'pid' satisfies SortKey,
    header: 'PID',
    meta: { track: '4.75rem', isNumber: true },
    cell: ({ row }) => <PidCell shown={row.original} />,
  }),
  column.accessor((shown) => shown.process.row.parentPid, {
    id: 'parentPid' satisfies SortKey,
    header: 'Parent',
    meta: { track: '4.25rem', isNumber: true },
    cell: ({ getValue }) => <span className="num muted">{getValue()}</span>,
  }),
  column.accessor((shown) => shown.process.row.name, {
    id: 'name' satisfies SortKey,
    header: 'Name',
    meta: { track: 'minmax(12rem, 1fr)' },
    cell: ({ row }) => <NameCell shown={row.original} />,
  }),
  column.accessor((shown) => shown.process.row.user, {
    id: 'user' satisfies SortKey,
    header: 'User',
    meta: { track: '5rem' },
    cell: ({ getValue }) => <span title={getValue()}>{getValue()}</span>,
  }),
  column.accessor((shown) => shown.process.row.state, {
    id: 'state' satisfies SortKey,
    header: 'State',
    meta: { track: '6rem' },
    cell: ({ row }) => <StateCell shown={row.original} />,
  }),
  column.accessor((shown) => shown.figures.cpuPercent, {
    id: 'cpuPercent' satisfies SortKey,
    header: 'CPU',
    ...figure,
    meta: { track: '7.25rem', isNumber: true, explanation: 'Percent of one core, since the sample before' },
    cell: ({ row }) => <CpuCell shown={row.original} />,
  }),
  column.accessor((shown) => shown.figures.rssBytes, {
    id: 'rssBytes' satisfies SortKey,
    header: 'Memory',
    ...figure,
    meta: { track: '5rem', isNumber: true, explanation: 'Resident memory (RSS)' },
    cell: ({ getValue }) => <Figure of={formatBytes(getValue())} />,
  }),
  column.accessor((shown) => shown.figures.threads, {
    id: 'threads' satisfies SortKey,
    header: 'Threads',
    ...figure,
    meta: { track: '4.5rem', isNumber: true },
    cell: ({ getValue }) => <Figure of={formatCount(getValue())} />,
  }),
  column.accessor((shown) => shown.process.row.startedAt, {
    id: 'startedAt' satisfies SortKey,
    header: 'Start',
    ...figure,
    meta: { track: '6.25rem', isNumber: true },
    cell: ({ getValue, table }) => (
      <span className="num">{formatStart(getValue(), table.options.meta?.nowMs ?? 0)}</span>
    ),
  }),
]

function PidCell({ shown: { process } }: { shown: ShownProcess }): ReactNode {
  return (
    <>
      {process.status === 'new' && (
        <span className="proc-mark" data-mark="new" title="Has just started">
          <Plus aria-hidden />
          <VisuallyHidden>new</VisuallyHidden>
        </span>
      )}
      {process.status === 'exited' && (
        <span className="proc-mark" data-mark="exited" title="Has ended">
          <Minus aria-hidden />
          <VisuallyHidden>ended</VisuallyHidden>
        </span>
      )}
      <span className="num">{process.row.pid}</span>
    </>
  )
}

function StateCell({ shown: { process } }: { shown: ShownProcess }): ReactNode {
  const state = process.status === 'exited' ? 'ended' : process.row.state
  return <StateBadge state={state} isBoxed={false} />
}

function CpuCell({ shown: { process, figures, summed } }: { shown: ShownProcess }): ReactNode {
  return (
    <>
      {summed > 1 ? (
        <Badge title={`Sum of ${summed} processes`}>Σ {summed}</Badge>
      ) : (
        <Sparkline values={process.cpuHistory} max={100} slots={keptCpuSamples} />
      )}
      <Figure of={formatPercent(figures.cpuPercent)} className="proc-cpu" />
    </>
  )
}
