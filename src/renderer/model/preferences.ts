import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
export const densities = ['comfortable', 'compact'] as const
export type Density = (typeof densities)[number]
export const textSizes = ['normal', 'projector'] as const
export type TextSize = (typeof textSizes)[number]

export interface Preferences {
  theme: Theme
  density: Density
  textSize: TextSize
  /** Single letters and digits as shortcuts. They can get in the way of speech input. */
  singleKeys: boolean
  /** Adds to the system's own setting, never overrides it. */
  reducedMotion: boolean
  railLabels: boolean
  /** Large type and nothing but the work: no rail, no status bar, no lists. For a room that looks on. */
  isProjector: boolean
}

export const defaultPreferences: Preferences = {
  theme: 'system',
  density: 'comfortable',
  textSize: 'normal',
  singleKeys: true,
  reducedMotion: false,
  railLabels: false,
  isProjector: false,
}

interface PreferencesStore extends Preferences {
  change(change: Partial<Preferences>): void
  reset(): void
}

/** What the user chose, kept in this browser's (or window's) local storage. */
export const usePreferences = create<PreferencesStore>()(
  persist(
    (set) => ({
      ...defaultPreferences,
      change: (change) => set(change),
      reset: () => set(defaultPreferences),
    }),
    {
      name: 'forkscope.preferences',
      version: 1,
      storage: createJSONStorage(() => localStorage),
      partialize: ({ change: _change, reset: _reset, ...kept }) => kept,
      merge: (stored, current) => ({ ...current, ...validPreferences(stored) }),
    },
  ),
)

/** Keeps what is valid of stored preferences: an older or damaged entry falls back, field by field. */
export function validPreferences(stored: unknown): Partial<Preferences> {
  if (typeof stored !== 'object' || stored === null) return {}
  const entry = stored as Record<string, unknown>
  const valid: Partial<Preferences> = {}
  if (isOneOf(themes, entry.theme)) valid.theme = entry.theme
  if (isOneOf(densities, entry.density)) valid.density = entry.density
  if (isOneOf(textSizes, entry.textSize)) valid.textSize = entry.textSize
  for (const name of ['singleKeys', 'reducedMotion', 'railLabels', 'isProjector'] as const) {
    const value = entry[name]
    if (typeof value === 'boolean') valid[name] = value
  }
  return valid
}

function isOneOf<T extends string>(values: readonly T[], value: unknown): value is T {
  return (values as readonly unknown[]).includes(value)
}
