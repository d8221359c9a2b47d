import { FileText, Globe, Workflow } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { inertText } from '../../model/inertText.ts'
import { showToast } from '../../model/toasts.ts'
import { useRpc } from '../../transport/rpcContext.tsx'
import './rightsNotice.css'

interface Waiting {
  programName: string
  run(): void
}

export interface RightsNotice {
  /** Runs at once when the notice was accepted before, else when it is. */
  guard(programName: string, run: () => void): void
  /** To be rendered. */
  notice: ReactNode
}

const maxNameLength = 80

/**
 * Says once, before the first program from elsewhere runs, that it runs with the user's rights. That it was said is
 * kept by the host, for all of its pages, until Settings takes it back.
 */
export function useRightsNotice(): RightsNotice {
  const client = useRpc()
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const isAsking = useRef(false)
  const guard = (programName: string, run: () => void): void => {
    if (isAsking.current) return
    isAsking.current = true
    const ask = (): void => setWaiting({ programName, run })
    client
      .call('settings.read', null)
      .then(({ isRightsNoticeAccepted }) => (isRightsNoticeAccepted ? run() : ask()), ask)
      .finally(() => (isAsking.current = false))
  }
  const accept = (): void => {
    client.call('settings.change', { isRightsNoticeAccepted: true }).catch((error: Error) => {
      showToast(`You will be asked again: ${error.message}`, { tone: 'warning' })
    })
    waiting?.run()
  }
  const notice = (
    <ConfirmDialog
      title={`Run ${shownName(waiting?.programName ?? '')}?`}
      isOpen={waiting !== null}
      confirmLabel="Run it"
      onConfirm={accept}
      onClose={() => setWaiting(null)}
    >
      <Words />
    </ConfirmDialog>
  )
  return { guard, notice }
}

function Words(): ReactNode {
  return (
    <div className="rights">
      <p>
        It did not come with Forkscope. It runs <strong>with your rights and in no sandbox</strong>, as if you
        had started it in a terminal. It can
      </p>
      <ul>
        <li>
          <FileText aria-hidden />
          read, change and delete your files,
        </li>
        <li>
          <Globe aria-hidden />
          use the network,
        </li>
        <li>
          <Workflow aria-hidden />
          start processes, and end those of yours.
        </li>
      </ul>
      <p className="muted">
        Run only what you would run in a terminal. You are asked once; Settings brings the question back.
      </p>
    </div>
  )
}

function shownName(name: string): string {
  const inert = inertText(name)
  return inert.length > maxNameLength ? `${inert.slice(0, maxNameLength)}…` : inert
}
