import type { ReactNode } from 'react'
import './Sparkline.css'

export interface SparklineProps {
  /** Oldest first; the newest is drawn at the right edge. */
  values: readonly number[]
  /** The value at the top. */
  max: number
  /** How many values the whole width stands for. */
  slots: number
  /** For screen readers; without it the line is decoration beside its number. */
  label?: string
}

const width = 64
const height = 16

export function Sparkline({ values, max, slots, label }: SparklineProps): ReactNode {
  const points = values.slice(-slots).map((value, index, shown) => {
    const x = width - ((shown.length - 1 - index) * width) / Math.max(1, slots - 1)
    const y = height - (Math.min(Math.max(value, 0), max) / max) * (height - 1)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  const [first = ''] = points
  const startX = first.split(',')[0] ?? '0'
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {points.length > 1 && (
        <>
          <polygon points={`${startX},${height} ${points.join(' ')} ${width},${height}`} />
          <polyline points={points.join(' ')} />
        </>
      )}
    </svg>
  )
}
