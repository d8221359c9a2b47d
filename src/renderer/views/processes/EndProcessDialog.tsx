import { useState, type ReactNode } from 'react'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { SegmentedControl } from '../../components/SegmentedControl.tsx'
import { formatInstant } from '../../model/format.ts'
import type { TrackedProcess, TrackedTable } from '../../model/processTracking.ts'
import { endRefusal } from '../../model/processWords.ts'
import { showToast } from '../../model/toasts.ts'
import { useRpc } from '../../transport/rpcContext.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'

const signals = [
  { id: 'SIGTERM', label: 'Ask it to end (SIGTERM)' },
  { id: 'SIGKILL', label: 'Force it (SIGKILL)' },
] as const
type Signal = (typeof signals)[number]['id']

const effects: Record<Signal, string> = {
  SIGTERM: 'It may save its work first, and it may refuse.',
  SIGKILL: 'It ends at once and loses what it has not saved.',
}

export interface EndProcessDialogProps {
  /** As it was when the user asked: its handle pins pid and start time. */
  process: TrackedProcess
  /** The latest table: it may have ended meanwhile. */
  table: TrackedTable
  onClose(): void
}

/** Confirms the end of one very process. What was reused since is refused by the host, and told here. */
export function EndProcessDialog({ process, table, onClose }: EndProcessDialogProps): ReactNode {
  const client = useRpc()
  const [signal, setSignal] = useState<Signal>('SIGTERM')
  const { row } = process
  const refusal = endRefusal(table.byHandle.get(row.handle) ?? process)
  if (refusal !== undefined) return <Refused process={process} reason={refusal} onClose={onClose} />
  const end = async (): Promise<void> => {
    await client.call('processes.end', { handle: row.handle, signal })
    showToast(`${signal} was sent to process ${row.pid} (${row.name}).`)
  }
  return (
    <ConfirmDialog
      title={`End process ${row.pid}, ${row.name}?`}
      isOpen
      isDangerous
      confirmLabel={signal === 'SIGKILL' ? `Force process ${row.pid} to end` : `End process ${row.pid}`}
      onConfirm={end}
      onClose={onClose}
    >
      <ProcessFacts process={process} />
      <SegmentedControl label="How to end it" segments={signals} value={signal} onChange={setSignal} />
      <p className="muted end-effect">{effects[signal]} This cannot be undone.</p>
    </ConfirmDialog>
  )
}

function Refused({
  process,
  reason,
  onClose,
}: {
  process: TrackedProcess
  reason: string
  onClose(): void
}): ReactNode {
  return (
    <Dialog
      title={`Process ${process.row.pid} cannot be ended`}
      isOpen
      onClose={onClose}
      size="small"
      actions={<Button onPress={onClose}>Close</Button>}
    >
      <ProcessFacts process={process} />
      <p>{reason}</p>
    </Dialog>
  )
}

function ProcessFacts({ process: { row } }: { process: TrackedProcess }): ReactNode {
  return (
    <dl className="end-facts">
      <dt>pid</dt>
      <dd className="num">{row.pid}</dd>
      <dt>name</dt>
      <dd>{row.name}</dd>
      <dt>user</dt>
      <dd>{row.user}</dd>
      <dt>started</dt>
      <dd className="num">{formatInstant(row.startedAt)}</dd>
      <dt>command</dt>
      <dd className="mono end-command">{row.command}</dd>
    </dl>
  )
}
