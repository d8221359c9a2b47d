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
      toasts: [...state.toasts, { ...toast, id: state.nextId }].slice(-maxToasts),
      nextId: state.nextId + 1,
    })),
  dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}))

/** Tells what has happened, in passing. Errors belong where they arose: see `ErrorNotice`. */
export function showToast(message: string, options: Partial<Omit<Toast, 'id' | 'message'>> = {}): void {
  useToasts.getState().show({ tone: 'neutral', ...options, message })
}
