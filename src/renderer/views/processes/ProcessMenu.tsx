import { useRef, type ReactNode } from 'react'
import { Menu, MenuItem, Popover, Separator } from 'react-aria-components'
import { KeyHint } from '../../components/KeyHint.tsx'
import type { TrackedProcess } from '../../model/processTracking.ts'
import { useProcessView } from '../../model/processView.ts'
import { endRefusal } from '../../model/processWords.ts'
import { useSelection } from '../../model/selection.ts'
import { showToast } from '../../model/toasts.ts'

export interface MenuPlace {
  process: TrackedProcess
  /** In the window, px. */
  x: number
  y: number
}

export interface ProcessMenuProps {
  place: MenuPlace
  onClose(): void
  onEnd(process: TrackedProcess): void
}

export function ProcessMenu({ place, onClose, onEnd }: ProcessMenuProps): ReactNode {
  const anchor = useRef<HTMLSpanElement>(null)
  const { setDetailsOpen, setFilter } = useProcessView.getState()
  const { process } = place
  const { row } = process
  const refusal = endRefusal(process)
  const actions: Record<string, () => void> = {
    details: () => setDetailsOpen(true),
    parent: () => useSelection.getState().select(row.parentPid),
    'filter-user': () => setFilter(`user="${row.user}"`),
    'filter-name': () => setFilter(`name="${row.name}"`),
    'copy-pid': () => copy(String(row.pid), 'pid'),
    'copy-command': () => copy(row.command, 'command line'),
    end: () => onEnd(process),
  }
  return (
    <>
      <span ref={anchor} className="menu-anchor" style={{ left: place.x, top: place.y }} />
      <Popover
        className="popover"
        aria-label={`Actions for process ${row.pid}`}
        triggerRef={anchor}
        isOpen
        onOpenChange={(isOpen) => !isOpen && onClose()}
        placement="bottom start"
        offset={0}
      >
        <Menu
          className="options"
          aria-label={`Process ${row.pid}`}
          autoFocus="first"
          disabledKeys={refusal === undefined ? [] : ['end']}
          onAction={(key) => actions[key]?.()}
          onClose={onClose}
        >
          <Item id="details" text="Details" chord="Enter" />
          <Item id="parent" text={`Select the parent, ${row.parentPid}`} />
          <Separator className="menu-line" />
          <Item id="filter-name" text={`Only ${row.name}`} />
          <Item id="filter-user" text={`Only of ${row.user}`} />
          <Separator className="menu-line" />
          <Item id="copy-pid" text="Copy the pid" />
          <Item id="copy-command" text="Copy the command line" />
          <Separator className="menu-line" />
          <Item id="end" text="End the process …" chord="Delete" detail={refusal} />
        </Menu>
      </Popover>
    </>
  )
}

interface ItemProps {
  id: string
  text: string
  chord?: string
  detail?: string | undefined
}

function Item({ id, text, chord, detail }: ItemProps): ReactNode {
  return (
    <MenuItem id={id} className="option menu-item" textValue={text}>
      <span>{text}</span>
      {chord !== undefined && <KeyHint chord={chord} isDecorative />}
      {detail !== undefined && <span className="option-detail">{detail}</span>}
    </MenuItem>
  )
}

function copy(text: string, what: string): void {
  navigator.clipboard.writeText(text).then(
    () => showToast(`The ${what} is on the clipboard.`),
    () =>
      showToast(`The ${what} could not be copied: the browser refuses the clipboard.`, { tone: 'danger' }),
  )
}
