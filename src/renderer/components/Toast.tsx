import { X } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useToasts, type Toast } from '../model/toasts.ts'
import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'
import './Toast.css'

const shownForMs = 6000

/** Where toasts appear: a live region, bottom right. They stay while the pointer or the focus is on them. */
export function ToastRegion(): ReactNode {
  const toasts = useToasts((state) => state.toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function ToastCard({ toast }: { toast: Toast }): ReactNode {
  const dismiss = useToasts((state) => state.dismiss)
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(() => dismiss(toast.id), shownForMs)
    return () => clearTimeout(timer)
  }, [dismiss, toast.id, isHeld])
  return (
    <div
      className="toast"
      data-tone={toast.tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className="toast-text">{toast.message}</span>
      {toast.action && (
        <Button
          size="small"
          onPress={() => {
            toast.action?.run()
            dismiss(toast.id)
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton label="Dismiss" icon={<X aria-hidden />} onPress={() => dismiss(toast.id)} />
    </div>
  )
}
