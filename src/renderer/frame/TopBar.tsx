import { createContext, use, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

/** The element of the frame that the open view's top bar goes into. */
export const TopBarSlot = createContext<HTMLElement | null>(null)

export interface TopBarProps {
  title: string
  /** What switches between parts of the view. */
  nav?: ReactNode
  /** Where in the view: the workload, the program. */
  detail?: ReactNode
  /** The state badge and the facts beside it. */
  state?: ReactNode
  /** The main action, at the right. */
  actions?: ReactNode
}

/** Rendered by a view anywhere in itself; appears in the frame's top bar. */
export function TopBar({ title, nav, detail, state, actions }: TopBarProps): ReactNode {
  const slot = use(TopBarSlot)
  if (!slot) return null
  return createPortal(
    <>
      <h1 className="topbar-title">{title}</h1>
      {nav}
      {detail !== undefined && <div className="topbar-detail truncate">{detail}</div>}
      <div className="topbar-state">{state}</div>
      <div className="topbar-actions">{actions}</div>
    </>,
    slot,
  )
}
