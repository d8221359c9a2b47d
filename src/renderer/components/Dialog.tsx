import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { classNames } from './classNames.ts'
import { IconButton } from './IconButton.tsx'
import './Dialog.css'

export interface DialogProps {
  title: string
  isOpen: boolean
  onClose(): void
  /** An `alertdialog` is not closed by a click outside. */
  role?: 'dialog' | 'alertdialog'
  size?: 'small' | 'medium' | 'large'
  /** Buttons at the bottom, the main one last. */
  actions?: ReactNode
  children: ReactNode
}

/** A modal dialog. Focus is held inside and goes back where it was; Escape closes. */
export function Dialog(props: DialogProps): ReactNode {
  const { title, isOpen, onClose, role = 'dialog', size = 'medium', actions, children } = props
  return (
    <ModalOverlay
      className="scrim"
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog'}
    >
      <Modal className={classNames('modal', `modal-${size}`)}>
        <AriaDialog className="dialog" role={role}>
          <header className="dialog-header">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            <IconButton label="Close" chord="Escape" icon={<X aria-hidden />} onPress={onClose} />
          </header>
          <div className="dialog-body">{children}</div>
          {actions !== undefined && <footer className="dialog-actions">{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
