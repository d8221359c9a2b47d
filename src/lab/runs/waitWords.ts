import type { ProcessSnapshot } from '../../shared/runUpdate.ts'
import { formatDuration } from '../words.ts'

const maxNamed = 4

/**
 * Who was waiting for what, in one clause: what a time-out or a hang is explained with. Empty when no process
 * waited.
 */
export function describeWaits(processes: readonly ProcessSnapshot[], elapsedMs: number): string {
  const clauses = processes
    .filter((process) => process.phase !== 'ended')
    .flatMap((process) =>
      process.waits.map(
        (wait) =>
          `${process.name} (pid ${process.pid}) waited ${formatDuration(elapsedMs - wait.sinceMs)} for ${wait.label}`,
      ),
    )
  if (clauses.length === 0) return ''
  const named = clauses.slice(0, maxNamed).join('; ')
  const others = clauses.length - maxNamed
  return others > 0 ? `${named}; and ${others} more waits` : named
}

/** What the processes were doing when time ran out: waits, or else that they still computed. */
export function describeActivity(processes: readonly ProcessSnapshot[], elapsedMs: number): string {
  const waits = describeWaits(processes, elapsedMs)
  if (waits) return waits
  const living = processes.filter((process) => process.phase !== 'ended')
  if (living.length === 0) return 'no process was alive'
  const names = living.slice(0, maxNamed).map((process) => `${process.name} (pid ${process.pid})`)
  const others = living.length > maxNamed ? ` and ${living.length - maxNamed} more` : ''
  return `${names.join(', ')}${others} ${living.length === 1 ? 'was' : 'were'} still running`
}
