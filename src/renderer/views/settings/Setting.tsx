import type { ReactNode } from 'react'

export interface SettingProps {
  title: string
  help: string
  children: ReactNode
}

/** One setting: what it is, what it does, and its control. */
export function Setting({ title, help, children }: SettingProps): ReactNode {
  return (
    <div className="setting">
      <div className="setting-text">
        <h3>{title}</h3>
        <p>{help}</p>
      </div>
      {children}
    </div>
  )
}
