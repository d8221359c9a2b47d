import { create } from 'zustand'

/** The views of the rail, with the keys that stay theirs (4 is kept for the history of runs). */
export const views = [
  { id: 'lab', title: 'Lab', key: '1' },
  { id: 'experiments', title: 'Experiments', key: '2' },
  { id: 'processes', title: 'Processes', key: '3' },
  { id: 'settings', title: 'Settings', key: '5' },
] as const
export type ViewId = (typeof views)[number]['id']

/** What a first start opens. */
export const firstView: ViewId = 'experiments'

interface NavigationState {
  view: ViewId
  open(view: ViewId): void
}

export const useNavigation = create<NavigationState>()((set) => ({
  view: firstView,
  open: (view) => {
    set({ view })
    if (viewFromHash(location.hash) !== view) location.hash = `/${view}`
  },
}))

/** `#/processes` → `processes`; undefined for anything else, such as a token. */
export function viewFromHash(hash: string): ViewId | undefined {
  const name = /^#\/([a-z]+)/.exec(hash)?.[1]
  return views.find((view) => view.id === name)?.id
}

/** Follows the address bar, so that Back, Forward and a reload work. Returns the disposer. */
export function followHash(): () => void {
  const follow = (): void => {
    const view = viewFromHash(location.hash)
    if (view) useNavigation.setState({ view })
  }
  follow()
  window.addEventListener('hashchange', follow)
  return () => window.removeEventListener('hashchange', follow)
}
