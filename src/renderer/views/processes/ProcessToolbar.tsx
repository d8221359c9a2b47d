import { ChevronsDownUp, ChevronsUpDown, ListTree, Rows3 } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../components/IconButton.tsx'
import { SegmentedControl } from '../../components/SegmentedControl.tsx'
import type { ShownProcess } from '../../model/processArrange.ts'
import { useProcessView } from '../../model/processView.ts'
import { useShortcut } from '../../model/shortcuts.ts'
import { ProcessFilter } from './ProcessFilter.tsx'

const modes = [
  { id: 'table', label: 'Table', icon: <Rows3 aria-hidden /> },
  { id: 'tree', label: 'Tree', icon: <ListTree aria-hidden /> },
] as const

export interface ProcessToolbarProps {
  shown: readonly ShownProcess[]
  focusGrid(): void
}

export function ProcessToolbar({ shown, focusGrid }: ProcessToolbarProps): ReactNode {
  const { mode, setMode, collapsed, collapseAll, expandAll } = useProcessView()
  useShortcut({
    title: mode === 'tree' ? 'Show processes as a table' : 'Show processes as a tree',
    group: 'Processes',
    chords: ['t'],
    run: () => setMode(mode === 'tree' ? 'table' : 'tree'),
  })
  const hasCollapsed = collapsed.size > 0
  const toggleAll = (): void => {
    if (hasCollapsed) expandAll()
    else
      collapseAll(
        shown.filter((row) => row.children > 0 && row.depth > 0).map((row) => row.process.row.handle),
      )
  }
  return (
    <div className="processes-toolbar">
      <ProcessFilter focusGrid={focusGrid} />
      {mode === 'tree' && (
        <IconButton
          label={hasCollapsed ? 'Open all' : 'Close all below the roots'}
          icon={hasCollapsed ? <ChevronsUpDown aria-hidden /> : <ChevronsDownUp aria-hidden />}
          onPress={toggleAll}
        />
      )}
      <SegmentedControl label="Show as" segments={modes} value={mode} onChange={setMode} />
    </div>
  )
}
