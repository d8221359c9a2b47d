import type { ReactNode } from 'react'
import type { HostInfo } from '../../../shared/rpc/contract.ts'
import { Button } from '../../components/Button.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { WaitNotice } from '../../components/WaitNotice.tsx'
import { useOpenedRuns } from '../../model/openedRuns.ts'
import { useCall } from '../../transport/rpcContext.tsx'
import { RunFilePage } from '../runFile/RunFilePage.tsx'
import { ExercisesLab } from './exercise/ExercisesLab.tsx'
import { useLabPlace } from './labPlace.ts'
import { ProgramsLab } from './ProgramsLab.tsx'
import './LabView.css'

/** Exercises, or programs of one's own: text and code, and the run beside it. */
export function LabView(): ReactNode {
  const mode = useLabPlace((state) => state.mode)
  const host = useCall('host.info', null)
  const opened = useOpenedRuns((state) => state.lab)
  if (opened) return <RunFilePage key={opened.id} view="lab" opened={opened} />
  if (host.error) return <Failed error={host.error} onRetry={host.reload} />
  if (!host.data) return <Wait waitingFor="the host’s answer" />
  return mode === 'programs' ? <Programs host={host.data} /> : <ExercisesLab host={host.data} />
}

function Programs({ host }: { host: HostInfo }): ReactNode {
  const catalogue = useCall('programs.list', null)
  if (catalogue.error) return <Failed error={catalogue.error} onRetry={catalogue.reload} />
  if (!catalogue.data) return <Wait waitingFor="the list of programs" />
  return <ProgramsLab host={host} catalogue={catalogue.data} />
}

function Failed({ error, onRetry }: { error: Error; onRetry(): void }): ReactNode {
  return (
    <div className="lab-wait">
      <ErrorNotice
        title="The host did not tell its programs"
        error={error}
        actions={
          <Button size="small" onPress={onRetry}>
            Try again
          </Button>
        }
      />
    </div>
  )
}

function Wait({ waitingFor }: { waitingFor: string }): ReactNode {
  return (
    <div className="lab-wait">
      <WaitNotice waitingFor={waitingFor} />
    </div>
  )
}
