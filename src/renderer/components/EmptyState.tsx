import type { ReactNode } from 'react'
import './Notice.css'

export interface EmptyStateProps {
  icon?: ReactNode
  /** What will be here. */
  title: string
  children?: ReactNode
  /** The action that fills it. */
  action?: ReactNode
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps): ReactNode {
  return (
    <div className="empty">
      {icon}
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="empty-text">{children}</div>}
      {action}
    </div>
  )
}
