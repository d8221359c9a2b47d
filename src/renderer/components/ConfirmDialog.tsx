import { useState, type ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { ErrorNotice } from './ErrorNotice.tsx'

export interface ConfirmDialogProps {
  title: string
  isOpen: boolean
  /** What the button says: the verb and its object, `End process 4211`. */
  confirmLabel: string
  isDangerous?: boolean
  /** A rejection stays in the dialog as an error; success closes it. */
  onConfirm(): Promise<unknown> | void
  onClose(): void
  children: ReactNode
}

/** Asks before what cannot be undone. The focus begins on Cancel. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const { title, isOpen, confirmLabel, isDangerous = false, onConfirm, onClose, children } = props
  const [error, setError] = useState<unknown>()
  const [isPending, setPending] = useState(false)
  const close = (): void => {
    setError(undefined)
    onClose()
  }
  const confirm = async (): Promise<void> => {
    setError(undefined)
    setPending(true)
    try {
      await onConfirm()
      close()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setPending(false)
    }
  }
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={close}
      role="alertdialog"
      size="small"
      actions={
        <>
          <Button autoFocus onPress={close}>
            Cancel
          </Button>
          <Button variant={isDangerous ? 'danger' : 'primary'} isPending={isPending} onPress={confirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
      {error !== undefined && <ErrorNotice error={error} />}
    </Dialog>
  )
}
