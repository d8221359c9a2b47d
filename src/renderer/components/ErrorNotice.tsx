import { CircleAlert, Copy, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { RpcError } from '../../shared/rpc/client.ts'
import { describeError } from '../model/errorText.ts'
import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'
import './Notice.css'

export interface ErrorNoticeProps {
  /** An error, or the message itself. */
  error: unknown
  /** What was tried, as a heading: `The program did not start`. */
  title?: string
  /** What to do, when the message does not say it. */
  whatToDo?: ReactNode
  actions?: ReactNode
  onDismiss?(): void
}

/** An error in words, with what to do and a Copy of everything that is known about it. */
export function ErrorNotice({ error, title, whatToDo, actions, onDismiss }: ErrorNoticeProps): ReactNode {
  const { message, details } = describeError(error instanceof RpcError ? error.remote : error)
  return (
    <div className="notice notice-error" role="alert">
      <CircleAlert aria-hidden className="notice-icon" />
      <div className="notice-content">
        {title !== undefined && <p className="notice-title">{title}</p>}
        <p className="notice-message">{message}</p>
        {whatToDo !== undefined && <p className="notice-hint">{whatToDo}</p>}
        {details !== undefined && (
          <details className="notice-details">
            <summary>Details</summary>
            <pre tabIndex={0}>{details}</pre>
          </details>
        )}
        <div className="notice-actions">
          {actions}
          <CopyButton text={[title, message, details].filter(Boolean).join('\n')} />
        </div>
      </div>
      {onDismiss && <IconButton label="Dismiss" icon={<X aria-hidden />} onPress={onDismiss} />}
    </div>
  )
}

type CopyState = 'ready' | 'copied' | 'failed'
const copyLabels: Record<CopyState, string> = { ready: 'Copy', copied: 'Copied', failed: 'Cannot copy' }

export interface CopyButtonProps {
  /** A function is called when the button is pressed: for text that is costly to put together. */
  text: string | (() => string)
  label?: string
}

/** Puts text on the clipboard and says whether that worked. */
export function CopyButton({ text, label }: CopyButtonProps): ReactNode {
  const [state, setState] = useState<CopyState>('ready')
  const copy = (): void => {
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setState('copied'),
      () => setState('failed'),
    )
  }
  return (
    <Button size="small" icon={<Copy aria-hidden />} onPress={copy} onBlur={() => setState('ready')}>
      {state === 'ready' ? (label ?? copyLabels.ready) : copyLabels[state]}
    </Button>
  )
}
