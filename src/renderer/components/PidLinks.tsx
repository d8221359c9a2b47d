import type { ReactNode } from 'react'
import { useSelection } from '../model/selection.ts'
import './PidLinks.css'

export interface PidLinksProps {
  processes: readonly { pid: number; name?: string }[]
  /** What is said when there are none. */
  none: string
  /** Further ones are counted. Default 2. */
  most?: number
}

/** Pids that select their process everywhere. */
export function PidLinks({ processes, none, most = 2 }: PidLinksProps): ReactNode {
  const selected = useSelection((state) => state.pid)
  const toggle = useSelection((state) => state.toggle)
  if (processes.length === 0) return <span className="muted">{none}</span>
  const unique = [...new Map(processes.map((process) => [process.pid, process])).values()]
  const more = unique.slice(most)
  return (
    <>
      {unique.slice(0, most).map(({ pid, name }) => (
        <button
          key={pid}
          type="button"
          className="pid-link"
          title={name}
          aria-pressed={selected === pid}
          aria-label={name ? `Select ${name}, pid ${pid}` : `Select pid ${pid}`}
          onClick={() => toggle(pid)}
        >
          {pid}
        </button>
      ))}
      {more.length > 0 && (
        <span className="muted num" title={more.map(({ pid }) => pid).join(', ')}>
          {' '}
          +{more.length}
        </span>
      )}
    </>
  )
}
