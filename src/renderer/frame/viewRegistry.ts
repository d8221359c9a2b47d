import { createElement, lazy, type ComponentType, type ReactNode } from 'react'
import type { ViewId } from '../model/navigation.ts'
import { fetchMissingStyleSheets } from './styleSheets.ts'

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
  /** Loads its module, once; anew after a failure. */
  preload(): Promise<unknown>
  /** After a failure: a new component, since React keeps what a lazy one has failed with. */
  renew(): void
}

/** The module of a view, or its style sheet, did not arrive: the host is gone or is another version. */
export class ViewLoadError extends Error {
  override readonly name = 'ViewLoadError'
}

const registered: Partial<Record<ViewId, View>> = Object.fromEntries(
  Object.entries(sources).flatMap(([id, [path, exportName]]) => {
    const load = modules[path]
    return load ? [[id, viewOf(async () => required(await load(), exportName))]] : []
  }),
)

export function hasView(id: ViewId): boolean {
  return registered[id] !== undefined
}

export function viewElement(id: ViewId): ReactNode {
  const view = registered[id]
  return view && createElement(view.component)
}

/** Where a view could not be loaded, the next time it is shown loads it anew. */
export function renewView(id: ViewId): void {
  registered[id]?.renew()
}

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
  let hasFailed = false
  const fetchModule = async (): Promise<{ default: ComponentType }> => {
    try {
      await fetchMissingStyleSheets()
      return (loaded = { default: await load() })
    } catch (error) {
      hasFailed = true
      loading = undefined
      throw new ViewLoadError('A part of the interface did not arrive from the host.', { cause: error })
    }
  }
  const preload = (): Promise<{ default: ComponentType }> => (loading ??= fetchModule())
  const newComponent = (): ComponentType => lazy(() => (loaded ? settled(loaded) : preload()))
  const view: View = {
    component: newComponent(),
    preload,
    renew: () => {
      if (!hasFailed) return
      hasFailed = false
      view.component = newComponent()
    },
  }
  return view
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
