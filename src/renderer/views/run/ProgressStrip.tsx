import type { ReactNode } from 'react'
import { formatCount, formatDuration, quantityText } from '../../model/format.ts'
import { progressOf, type ProgressWords } from '../../model/runProgress.ts'
import { useRunNow } from './runContext.tsx'
import './ProgressStrip.css'

/** How far the run is, with an estimate of the time left. Nothing when the run does not tell. */
export function ProgressStrip(): ReactNode {
  const snapshot = useRunNow((display) => display.model.snapshot)
  const told = useRunNow((display) => display.model.progress)
  const isCompleted = useRunNow(({ model }) => model.report?.run.outcome === 'completed')
  const progress = snapshot && progressOf(snapshot, told, isCompleted)
  if (!progress) return null
  const { label, done, total } = progress
  return (
    <div className="progress">
      <span className="progress-label truncate">{label}</span>
      <div
        className="progress-track"
        role="progressbar"
        aria-label={`Progress: ${label}`}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={Math.min(done, total)}
        aria-valuetext={`${done} of ${total}`}
      >
        <span className="progress-bar" style={{ transform: `scaleX(${progress.share ?? 0})` }} />
      </div>
      <span className="progress-count num">
        {formatCount(done).value} <span className="unit">of</span> {formatCount(total).value}
      </span>
      <span className="progress-left num">{snapshot.phase === 'ended' ? '' : leftWords(progress)}</span>
    </div>
  )
}

function leftWords({ remainingMs, share }: ProgressWords): string {
  if (share === 1) return ''
  return remainingMs === null ? 'estimating' : `~${quantityText(formatDuration(remainingMs))} left`
}
