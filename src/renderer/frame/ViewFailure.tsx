import type { ReactNode } from 'react'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { ViewLoadError } from './viewRegistry.ts'

interface ViewFailureProps {
  /** The view's. */
  title: string
  error: unknown
  onRetry(): void
}

/** In place of a view that could not be loaded, or that has a bug. */
export function ViewFailure({ title, error, onRetry }: ViewFailureProps): ReactNode {
  const isMissing = error instanceof ViewLoadError
  return (
    <div className="view-failure">
      <ErrorNotice
        title={isMissing ? `The view ${title} could not be loaded` : `The view ${title} has failed`}
        error={error}
        whatToDo={
          isMissing
            ? 'When the host runs, try again; if that does not help, the host may be another version now: reload the page. Views that are open already go on.'
            : 'This is a bug in Forkscope. Runs go on; try again, or open another view.'
        }
        actions={
          <>
            <Button size="small" variant="primary" onPress={onRetry}>
              Try again
            </Button>
            {isMissing && (
              <Button size="small" onPress={() => location.reload()}>
                Reload the page
              </Button>
            )}
          </>
        }
      />
    </div>
  )
}
