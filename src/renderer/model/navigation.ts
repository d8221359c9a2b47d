import * as z from 'zod'
import { create } from 'zustand'
import { readStored, writeStored } from './browserStorage.ts'

/** The views of the rail, with the keys that stay theirs (4 is kept for the history of runs). */
export const views = [
  { id: 'lab', title: 'Lab', key: '1' },
  { id: 'experiments', title: 'Experiments', key: '2' },
  { id: 'processes', title: 'Processes', key: '3' },
  { id: 'settings', title: 'Settings', key: '5' },
] as const
export type ViewId = (typeof views)[number]['id']

/** What a first start opens. */
const firstView: ViewId = 'lab'
const viewKey = 'forkscope.view'

interface NavigationState {
  view: ViewId
  open(view: ViewId): void
}

export const useNavigation = create<NavigationState>()((set) => ({
  view: storedView() ?? firstView,
  open: (view) => {
    set({ view })
    if (viewFromHash(location.hash) !== view) location.hash = `/${view}`
  },
}))

export function viewOf(name: string): ViewId | undefined {
  return views.find((view) => view.id === name)?.id
}

/** Whether the address or this browser's storage says which view to open. */
export function isKnownPlace(): boolean {
  return viewFromHash(location.hash) !== undefined || storedView() !== null
}

/** For the next start of this browser or window. */
export function keepView(view: ViewId): void {
  writeStored('local', viewKey, view)
}

function storedView(): ViewId | null {
  const name = readStored('local', viewKey, z.string())
  return (name !== null && viewOf(name)) || null
}

/** `#/processes` → `processes`; undefined for anything else, such as a token. */
export function viewFromHash(hash: string): ViewId | undefined {
  return viewOf(/^#\/([a-z]+)/.exec(hash)?.[1] ?? '')
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
