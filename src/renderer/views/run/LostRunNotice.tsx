import type { ReactNode } from 'react'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { useRun } from './runContext.tsx'

/** Stands above what arrived last of a run, which stays: only the watching has ended. */
export function LostRunNotice({ noun }: { noun: 'run' | 'experiment' }): ReactNode {
  const error = useRun((display) => (display.watch === 'lost' ? display.error : null))
  const hasStarted = useRun((display) => display.model.snapshot !== null)
  if (!error) return null
  return (
    <ErrorNotice
      title={`The ${noun} cannot be watched any more`}
      error={error}
      whatToDo={
        <>
          {hasStarted && 'What you see is the last that arrived. '}
          When the connection is back, it shows how the {noun} goes on; if its host has ended, so has the{' '}
          {noun}: start it again.
        </>
      }
    />
  )
}
