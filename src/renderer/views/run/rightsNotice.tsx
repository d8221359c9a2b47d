import { useState, type ReactNode } from 'react'
import * as z from 'zod'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { readStored, writeStored } from '../../model/browserStorage.ts'

const key = 'forkscope.ownCodeNoticed'

/**
 * Says once, before the first own code runs, that it runs with the user's rights. `guard` runs what it is given
 * at once when that has been said; `notice` is to be rendered.
 */
export function useRightsNotice(): { guard(run: () => void): void; notice: ReactNode } {
  const [waiting, setWaiting] = useState<{ run(): void } | null>(null)
  const guard = (run: () => void): void => {
    if (readStored('local', key, z.literal(true))) run()
    else setWaiting({ run })
  }
  const notice = (
    <ConfirmDialog
      title="This code runs with your rights"
      isOpen={waiting !== null}
      confirmLabel="I understand, run it"
      onConfirm={() => {
        writeStored('local', key, true)
        waiting?.run()
      }}
      onClose={() => setWaiting(null)}
    >
      <p>
        Forkscope runs a program as you would in a terminal: it can read, change and delete your files and use
        the network. Run code that you wrote or trust. You are told this once.
      </p>
    </ConfirmDialog>
  )
  return { guard, notice }
}
