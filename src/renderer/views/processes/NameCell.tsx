import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ProcessRow } from '../../../shared/machine.ts'
import { Badge } from '../../components/Badge.tsx'
import type { ShownProcess } from '../../model/processArrange.ts'
import { useProcessView } from '../../model/processView.ts'

const indentRem = 0.625
/** Deeper levels are drawn at this one: the name must stay readable. */
const maxIndent = 10

export function NameCell({ shown }: { shown: ShownProcess }): ReactNode {
  const { row } = shown.process
  const isTree = useProcessView((state) => state.mode === 'tree')
  return (
    <>
      {isTree && (
        <>
          <span
            className="tree-indent"
            style={{ width: `${Math.min(shown.depth, maxIndent) * indentRem}rem` }}
          />
          <TreeToggle shown={shown} />
        </>
      )}
      <span className="proc-name">{row.name}</span>
      {row.runId !== undefined && (
        <Badge tone="run" title={`Started by Forkscope in run ${row.runId}`}>
          run …{row.runId.slice(-4)}
        </Badge>
      )}
      {!isOnlyName(row) && (
        <span className="proc-command truncate" title={row.command}>
          {row.command}
        </span>
      )}
    </>
  )
}

/** Kernel threads have no command line, and some programs none but their name. */
function isOnlyName({ name, command }: ProcessRow): boolean {
  return command === name || command === `[${name}]`
}

/** For the pointer; with the keyboard the row itself is opened and closed by the arrow keys. */
function TreeToggle({ shown }: { shown: ShownProcess }): ReactNode {
  const setCollapsed = useProcessView((state) => state.setCollapsed)
  if (shown.children === 0) return <span className="tree-toggle" />
  return (
    <span
      className="tree-toggle"
      data-collapsed={shown.isCollapsed || undefined}
      aria-hidden
      onClick={(event) => {
        event.stopPropagation()
        setCollapsed(shown.process.row.handle, !shown.isCollapsed)
      }}
    >
      <ChevronRight />
    </span>
  )
}
