import type { RowData } from '@tanstack/react-table'

declare module '@tanstack/react-table' {
  // The parameter must be that of the interface that is extended.
  interface TableMeta<TData extends RowData> {
    /** Unix time of the table on screen. */
    nowMs?: number
  }
}
