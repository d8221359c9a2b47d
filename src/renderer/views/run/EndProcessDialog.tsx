import type { ReactNode } from 'react'
import type { ProcessSnapshot } from '../../../shared/runUpdate.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { useRpc } from '../../transport/rpcContext.tsx'
import { useRunSession } from './runContext.tsx'

export type EndSignal = 'SIGTERM' | 'SIGKILL'

export interface EndRequest {
  process: ProcessSnapshot
  signal: EndSignal
}

export interface EndProcessDialogProps {
  request: EndRequest | null
  onClose(): void
}

/** Ends one process of the run by its number in the run, so that a reused pid cannot be hit. */
export function EndProcessDialog({ request, onClose }: EndProcessDialogProps): ReactNode {
  const client = useRpc()
  const { runId } = useRunSession()
  if (request === null) return null
  const { process, signal } = request
  const verb = signal === 'SIGKILL' ? 'Kill' : 'End'
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      title={`${verb} ${process.name}?`}
      confirmLabel={`${verb} pid ${process.pid}`}
      onConfirm={() => client.call('runs.endProcess', { runId, processId: process.processId, signal })}
      onClose={onClose}
    >
      <p>
        {process.name}, pid {process.pid}, child of pid {process.parentPid}, gets {signal}.{' '}
        {consequence(process, signal)}
      </p>
    </ConfirmDialog>
  )
}

function consequence({ role }: ProcessSnapshot, signal: EndSignal): string {
  const manner =
    signal === 'SIGKILL' ? 'It ends at once and cannot clean up.' : 'It may clean up before it ends.'
  if (role === 'main') return `${manner} It is the main program: the whole run ends with it.`
  if (role === 'pool-worker') return `${manner} The task that it works on is lost or tried again.`
  return manner
}
