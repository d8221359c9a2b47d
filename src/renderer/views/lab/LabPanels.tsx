import { Fragment, type ReactNode } from 'react'
import { Group, Panel as ResizablePanel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { useMediaQuery } from '../../components/useMediaQuery.ts'
import { usePreferences } from '../../model/preferences.ts'

export interface LabColumn {
  id: string
  /** What it holds, for the line that its width is changed with. */
  name: string
  defaultSize: string
  minSize: string
  content: ReactNode
  /** Has a height of its own where the columns lie one below the other. */
  isEditor?: boolean
}

export interface LabPanelsProps {
  /** The sizes are kept under this name. */
  id: string
  columns: readonly LabColumn[]
}

/** Side by side and resizable; on a narrow page one below the other. */
export function LabPanels({ id, columns }: LabPanelsProps): ReactNode {
  const isProjector = usePreferences((state) => state.isProjector)
  const isNarrow = useMediaQuery(isProjector ? '(max-width: 72rem)' : '(max-width: 56rem)')
  const layout = useDefaultLayout({ id, storage: localStorage })
  if (isNarrow) {
    return (
      <div className="lab-stack">
        {columns.map(({ id: key, content, isEditor }) =>
          isEditor ? (
            <div key={key} className="lab-stack-editor">
              {content}
            </div>
          ) : (
            <Fragment key={key}>{content}</Fragment>
          ),
        )}
      </div>
    )
  }
  return (
    <Group
      id={`${id}.panels`}
      className="lab-panels"
      orientation="horizontal"
      defaultLayout={layout.defaultLayout}
      onLayoutChanged={layout.onLayoutChanged}
    >
      {columns.map(({ id: key, defaultSize, minSize, content }, index) => (
        <Fragment key={key}>
          {index > 0 && (
            <Separator className="lab-separator" aria-label={`Width of ${columns[index - 1]!.name}`} />
          )}
          <ResizablePanel id={key} defaultSize={defaultSize} minSize={minSize} className="lab-column">
            {content}
          </ResizablePanel>
        </Fragment>
      ))}
    </Group>
  )
}
