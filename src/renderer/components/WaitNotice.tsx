import { LoaderCircle } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { formatClock } from '../model/format.ts'
import './Badge.css'
import './Notice.css'

export function Spinner(): ReactNode {
  return <LoaderCircle className="spinner" aria-hidden />
}

export interface WaitNoticeProps {
  /** What is waited for: `the host's answer`. */
  waitingFor: string
  /** `performance.now()` of the beginning; default: when this is first shown. */
  startedAt?: number
  children?: ReactNode
}

/** Says what is waited for and for how long. */
export function WaitNotice({ waitingFor, startedAt, children }: WaitNoticeProps): ReactNode {
  const [began] = useState(() => startedAt ?? performance.now())
  const [now, setNow] = useState(began)
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className="wait">
      <Spinner />
      <span role="status">{`Waiting for ${waitingFor}`}</span>
      <span className="num" aria-hidden>
        {formatClock(now - began)}
      </span>
      {children}
    </div>
  )
}
