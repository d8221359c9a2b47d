import { useSyncExternalStore } from 'react'
import { create } from 'zustand'
import { usePreferences, type Preferences } from './preferences.ts'

export type ResolvedTheme = 'light' | 'dark'

interface AppearanceState {
  theme: ResolvedTheme
}

/** The theme that is on screen: what charts and canvases redraw on. */
export const useAppearance = create<AppearanceState>()(() => ({ theme: 'light' }))

const darkQuery = '(prefers-color-scheme: dark)'
const motionQuery = '(prefers-reduced-motion: reduce)'

/** Keeps the root element's attributes, which the tokens depend on, in step. Returns the disposer. */
export function applyAppearance(root: HTMLElement): () => void {
  const dark = matchMedia(darkQuery)
  const apply = (preferences: Preferences): void => {
    const theme = resolveTheme(preferences, dark.matches)
    root.dataset.theme = theme
    root.dataset.density = preferences.density
    root.dataset.textSize = preferences.isProjector ? 'projector' : preferences.textSize
    root.toggleAttribute('data-projector', preferences.isProjector)
    root.dataset.motion = preferences.reducedMotion ? 'reduced' : 'full'
    useAppearance.setState({ theme })
  }
  const reapply = (): void => apply(usePreferences.getState())
  reapply()
  dark.addEventListener('change', reapply)
  const unsubscribe = usePreferences.subscribe(apply)
  return () => {
    dark.removeEventListener('change', reapply)
    unsubscribe()
  }
}

export function resolveTheme({ theme }: Pick<Preferences, 'theme'>, systemIsDark: boolean): ResolvedTheme {
  if (theme !== 'system') return theme
  return systemIsDark ? 'dark' : 'light'
}

/** Whether motion is to be left out, by the system's setting or by the user's. */
export function useReducedMotion(): boolean {
  const chosen = usePreferences((state) => state.reducedMotion)
  const system = useSyncExternalStore(
    (notify) => {
      const query = matchMedia(motionQuery)
      query.addEventListener('change', notify)
      return () => query.removeEventListener('change', notify)
    },
    () => matchMedia(motionQuery).matches,
  )
  return chosen || system
}

/**
 * The value of a token of tokens.css (`--state-run`) as it is now. For canvases; components that draw with it
 * also read `useAppearance`, so that they draw anew when the theme changes.
 */
export function readToken(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/**
 * Height of a table row in px, as `--row-height` gives it: virtual lists need the number. Measured at the root,
 * because a browser's own text size counts as well as the projector size.
 */
export function useRowHeightPx(): number {
  // Another text size is another height: reading it renders the caller anew.
  usePreferences((state) => state.textSize)
  usePreferences((state) => state.isProjector)
  const density = usePreferences((state) => state.density)
  const rootPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return (density === 'compact' ? 1.5 : 1.75) * rootPx
}
