import type { ProcessRow, ProcessTable } from '../../shared/machine.ts'

/** A process over several tables: what it is now, and what became of it. */
export interface TrackedProcess {
  row: ProcessRow
  status: 'running' | 'new' | 'exited'
  /** Time of the table in which the status began; for `running` of no meaning. */
  statusSinceMs: number
  /** CPU of the last {@link keptCpuSamples} tables, oldest first, in percent of one core. */
  cpuHistory: readonly number[]
}

export interface TrackedTable {
  /** By handle, so that a pid that is given away again is another entry. */
  byHandle: ReadonlyMap<string, TrackedProcess>
  /** Unix time of the latest table; 0 before the first. */
  atMs: number
  omitted: number
}

export const emptyTable: TrackedTable = { byHandle: new Map(), atMs: 0, omitted: 0 }

export const keptCpuSamples = 30
/** How long a process counts as new. */
export const newForMs = 4_000
/** How long an ended process stays in the list (longer while the list is held). */
export const exitedForMs = 4_000
/** How long it is kept at all, and how many: a storm of short processes must not fill the memory. */
const exitedKeptMs = 60_000
const maxExited = 1_000

/**
 * The next state from a table. In the first table nothing is new: those processes were there before.
 */
export function trackTable(before: TrackedTable, table: ProcessTable): TrackedTable {
  const isFirst = before.atMs === 0
  const byHandle = new Map<string, TrackedProcess>()
  for (const row of table.rows) {
    const known = before.byHandle.get(row.handle)
    byHandle.set(
      row.handle,
      known ? trackAgain(known, row, table.atMs) : trackFirst(row, table.atMs, isFirst),
    )
  }
  // A process that is only left out of a full table has not ended, but which one it is cannot be told.
  for (const exited of exitedSince(before, byHandle, table.atMs)) byHandle.set(exited.row.handle, exited)
  return { byHandle, atMs: table.atMs, omitted: table.omitted }
}

function trackFirst(row: ProcessRow, atMs: number, isFirst: boolean): TrackedProcess {
  return { row, status: isFirst ? 'running' : 'new', statusSinceMs: atMs, cpuHistory: [row.cpuPercent] }
}

function trackAgain(known: TrackedProcess, row: ProcessRow, atMs: number): TrackedProcess {
  const isStillNew = known.status === 'new' && atMs - known.statusSinceMs < newForMs
  return {
    row,
    status: isStillNew ? 'new' : 'running',
    statusSinceMs: isStillNew ? known.statusSinceMs : atMs,
    cpuHistory: [...known.cpuHistory.slice(1 - keptCpuSamples), row.cpuPercent],
  }
}

function exitedSince(
  before: TrackedTable,
  present: ReadonlyMap<string, TrackedProcess>,
  atMs: number,
): TrackedProcess[] {
  const exited: TrackedProcess[] = []
  for (const [handle, known] of before.byHandle) {
    if (present.has(handle)) continue
    if (known.status !== 'exited') exited.push({ ...known, status: 'exited', statusSinceMs: atMs })
    else if (atMs - known.statusSinceMs < exitedKeptMs) exited.push(known)
  }
  if (exited.length <= maxExited) return exited
  return exited.sort((a, b) => b.statusSinceMs - a.statusSinceMs).slice(0, maxExited)
}
