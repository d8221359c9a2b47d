import { lazy, type ComponentType } from 'react'
import type { ViewId } from '../model/navigation.ts'

/**
 * The views, each loaded when first opened. A view is there as soon as its folder exports it; one that is
 * not part of this build is neither on the rail nor in the palette.
 */
const modules = import.meta.glob<Record<string, ComponentType>>('../views/*/*View.tsx')

const sources: Readonly<Record<ViewId, readonly [path: string, exportName: string]>> = {
  lab: ['../views/lab/LabView.tsx', 'LabView'],
  experiments: ['../views/experiments/ExperimentsView.tsx', 'ExperimentsView'],
  processes: ['../views/processes/ProcessesView.tsx', 'ProcessesView'],
  settings: ['../views/settings/SettingsView.tsx', 'SettingsView'],
}

interface View {
  component: ComponentType
  /** Loads its module, once. */
  preload(): Promise<unknown>
}

const registered: Partial<Record<ViewId, View>> = Object.fromEntries(
  Object.entries(sources).flatMap(([id, [path, exportName]]) => {
    const load = modules[path]
    return load ? [[id, viewOf(async () => required(await load(), exportName))]] : []
  }),
)

export const viewComponents: Partial<Record<ViewId, ComponentType>> = Object.fromEntries(
  Object.entries(registered).map(([id, { component }]) => [id, component]),
)

/**
 * Begins to load a view that will be shown next. One that is loaded is shown at once: React would else show the
 * fallback, and keep it for 300 ms.
 */
export function preloadView(id: ViewId): void {
  // Showing it tells what is wrong.
  registered[id]?.preload().catch(() => {})
}

function viewOf(load: () => Promise<ComponentType>): View {
  let loading: Promise<{ default: ComponentType }> | undefined
  let loaded: { default: ComponentType } | undefined
  const preload = (): Promise<{ default: ComponentType }> =>
    (loading ??= load().then((component) => (loaded = { default: component })))
  return { component: lazy(() => (loaded ? settled(loaded) : preload())), preload }
}

/** A promise calls back only in the next microtask, when React has suspended already. */
function settled<T>(value: T): Promise<T> {
  return { then: (onFulfilled: (value: T) => void) => onFulfilled(value) } as unknown as Promise<T>
}

function required(module: Record<string, ComponentType>, name: string): ComponentType {
  const component = module[name]
  if (!component) throw new Error(`The view's module does not export ${name}`)
  return component
}
