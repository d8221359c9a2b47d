import { ChevronDown, Maximize2, Minimize2 } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { usePreferences } from '../model/preferences.ts'
import { classNames } from './classNames.ts'
import { IconButton } from './IconButton.tsx'
import './Panel.css'

export interface PanelProps {
  title: string
  /** Small facts beside the title: counts, a badge. */
  detail?: ReactNode
  actions?: ReactNode
  isCollapsible?: boolean
  isDefaultCollapsed?: boolean
  /** Fills the view on E, and goes back on Escape. Default true. */
  isExpandable?: boolean
  /** No padding around the content: tables, editors, charts. */
  isFlush?: boolean
  className?: string
  children: ReactNode
}

export function Panel(props: PanelProps): ReactNode {
  const { title, detail, actions, isCollapsible = false, isExpandable = true, isFlush = false } = props
  const [isCollapsed, setCollapsed] = useState(props.isDefaultCollapsed ?? false)
  const [isExpanded, setExpanded] = useState(false)
  const section = useRef<HTMLElement>(null)
  const titleId = useId()
  const bodyId = useId()
  const onKeyDown = useExpandKeys(isExpandable, isExpanded, setExpanded)
  useEscape(isExpanded, () => setExpanded(false))
  const shown = isExpanded || !isCollapsed
  return (
    <section
      ref={section}
      className={classNames('panel', props.className)}
      aria-labelledby={titleId}
      data-collapsed={!shown || undefined}
      data-panel-expanded={isExpanded || undefined}
      onKeyDown={onKeyDown}
    >
      <header className="panel-header">
        <h2 className="panel-title" id={titleId}>
          {isCollapsible ? (
            <AriaButton
              className="panel-toggle"
              aria-expanded={shown}
              aria-controls={bodyId}
              onPress={() => setCollapsed(!isCollapsed)}
            >
              <ChevronDown aria-hidden />
              {title}
            </AriaButton>
          ) : (
            title
          )}
        </h2>
        {detail !== undefined && <div className="panel-detail">{detail}</div>}
        <div className="panel-actions">
          {actions}
          {isExpandable && (
            <IconButton
              label={isExpanded ? `Shrink ${title}` : `Expand ${title}`}
              chord={isExpanded ? 'Escape' : 'e'}
              icon={isExpanded ? <Minimize2 aria-hidden /> : <Maximize2 aria-hidden />}
              onPress={() => setExpanded(!isExpanded)}
            />
          )}
        </div>
      </header>
      <div id={bodyId} className={classNames('panel-body', isFlush && 'panel-flush')} hidden={!shown}>
        {props.children}
      </div>
    </section>
  )
}

/** E while the focus is in the panel. Inner panels come first: they stop what they have handled. */
function useExpandKeys(
  isExpandable: boolean,
  isExpanded: boolean,
  setExpanded: (expanded: boolean) => void,
): (event: KeyboardEvent) => void {
  const singleKeys = usePreferences((state) => state.singleKeys)
  return (event) => {
    if (!isExpandable || !singleKeys || event.defaultPrevented) return
    if (event.key.toLowerCase() !== 'e' || event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target as HTMLElement
    if (target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]'))
      return
    if (target.closest('[role=listbox], [role=menu]')) return
    event.preventDefault()
    event.stopPropagation()
    setExpanded(!isExpanded)
  }
}

/** The focus may be on the page's body when the panel fills the view, so Escape is taken from the window. */
function useEscape(isActive: boolean, onEscape: () => void): void {
  useEffect(() => {
    if (!isActive) return
    const listen = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (event.target instanceof Element && event.target.closest('[role=dialog], [role=alertdialog]')) return
      event.preventDefault()
      onEscape()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  })
}
