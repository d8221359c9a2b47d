import { useMemo, useRef, useState, type ReactNode, type RefObject } from 'react'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Button } from '../../components/Button.tsx'
import { Panel } from '../../components/Panel.tsx'
import { WaitNotice } from '../../components/WaitNotice.tsx'
import { formatCount, quantityText } from '../../model/format.ts'
import type { ShownProcess } from '../../model/processArrange.ts'
import { useProcesses } from '../../model/processes.ts'
import type { TrackedProcess, TrackedTable } from '../../model/processTracking.ts'
import { useProcessView } from '../../model/processView.ts'
import { useSelection } from '../../model/selection.ts'
import { EndProcessDialog } from './EndProcessDialog.tsx'
import { ProcessDetails } from './ProcessDetails.tsx'
import { ProcessMenu, type MenuPlace } from './ProcessMenu.tsx'
import { ProcessTable } from './ProcessTable.tsx'
import { ProcessToolbar } from './ProcessToolbar.tsx'
import { useShownProcesses } from './useShownProcesses.ts'

/** The table, what belongs to it, and the one dialog and menu of all rows. */
export function ProcessPanel(): ReactNode {
  const live = useProcesses((state) => state.live)
  const table = useProcesses((state) => state.paused ?? state.live)
  const grid = useRef<HTMLDivElement>(null)
  const [isPointed, setPointed] = useState(false)
  const [menu, setMenu] = useState<MenuPlace>()
  const [ending, setEnding] = useState<TrackedProcess>()
  const shown = useShownProcesses(table, isPointed || menu !== undefined || ending !== undefined)
  const selected = useSelectedProcess(table)
  const isDetailsOpen = useProcessView((state) => state.isDetailsOpen)
  const closeDialog = (): void => {
    setEnding(undefined)
    keepFocus(grid)
  }
  const actions = { openMenu: setMenu, end: setEnding, setPointed }
  return (
    <Panel
      title="All processes"
      className="processes-table"
      isFlush
      detail={<Counts table={table} shown={shown} />}
      actions={<ProcessToolbar shown={shown} focusGrid={() => grid.current?.focus()} />}
    >
      <div className="processes-split">
        {table.atMs === 0 ? (
          <div className="processes-wait">
            <WaitNotice waitingFor="the first process table" />
          </div>
        ) : shown.length === 0 ? (
          <NothingFound />
        ) : (
          <ProcessTable grid={grid} shown={shown} selected={selected} nowMs={table.atMs} {...actions} />
        )}
        {isDetailsOpen && (
          <ProcessDetails
            process={selected}
            nowMs={table.atMs}
            onEnd={setEnding}
            focusGrid={() => grid.current?.focus()}
          />
        )}
      </div>
      {menu && <ProcessMenu place={menu} onClose={() => setMenu(undefined)} onEnd={setEnding} />}
      {ending && <EndProcessDialog process={ending} table={live} onClose={closeDialog} />}
    </Panel>
  )
}

/** The menu that opened the dialog is gone when it closes: then the focus would be nowhere. */
function keepFocus(grid: RefObject<HTMLDivElement | null>): void {
  // The dialog itself gives the focus back one frame after it has gone.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) grid.current?.focus()
    }),
  )
}

/** The process of the pid that is selected everywhere; of two with that pid the one that lives. */
function useSelectedProcess(table: TrackedTable): TrackedProcess | undefined {
  const pid = useSelection((state) => state.pid)
  return useMemo(() => {
    if (pid === null) return undefined
    const candidates = [...table.byHandle.values()].filter(({ row }) => row.pid === pid)
    return candidates.find(({ status }) => status !== 'exited') ?? candidates.at(-1)
  }, [table, pid])
}

function Counts({ table, shown }: { table: TrackedTable; shown: readonly ShownProcess[] }): ReactNode {
  const isFiltered = useProcessView((state) => state.filterText.trim() !== '')
  const living = [...table.byHandle.values()].filter(({ status }) => status !== 'exited').length
  const matching = shown.filter(({ isContext, process }) => !isContext && process.status !== 'exited').length
  if (table.atMs === 0) return null
  return (
    <span className="num">
      {isFiltered && `${quantityText(formatCount(matching))} of `}
      {quantityText(formatCount(living))}
      {table.omitted > 0 && ` · ${quantityText(formatCount(table.omitted))} more are left out`}
    </span>
  )
}

function NothingFound(): ReactNode {
  const setFilter = useProcessView((state) => state.setFilter)
  return (
    <EmptyState
      title="No process matches the filter"
      action={<Button onPress={() => setFilter('')}>Clear the filter</Button>}
    >
      Processes that start and match will appear here.
    </EmptyState>
  )
}
