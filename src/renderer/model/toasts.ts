import { create } from 'zustand'
import type { Tone } from './states.ts'

export interface Toast {
  id: number
  tone: Tone
  message: string
  /** For what can be undone. */
  action?: { label: string; run(): void }
}

/** More than these would hide the view: the oldest goes. */
const maxToasts = 4

interface ToastsState {
  toasts: readonly Toast[]
  nextId: number
  show(toast: Omit<Toast, 'id'>): void
  dismiss(id: number): void
}

export const useToasts = create<ToastsState>()((set) => ({
  toasts: [],
  nextId: 1,
  show: (toast) =>
    set((state) => ({
      toasts: [...state.toasts.filter(differsFrom(toast)), { ...toast, id: state.nextId }].slice(-maxToasts),
      nextId: state.nextId + 1,
    })),
  dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}))

/** What is told again takes the place of what was told before, unless each undoes something of its own. */
function differsFrom({ message, action }: Omit<Toast, 'id'>): (toast: Toast) => boolean {
  return (toast) => toast.message !== message || toast.action !== undefined || action !== undefined
}

/** Tells what has happened, in passing. Errors belong where they arose: see `ErrorNotice`. */
export function showToast(message: string, options: Partial<Omit<Toast, 'id' | 'message'>> = {}): void {
  useToasts.getState().show({ tone: 'neutral', ...options, message })
}
