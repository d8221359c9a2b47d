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

export const viewComponents: Partial<Record<ViewId, ComponentType>> = Object.fromEntries(
  Object.entries(sources).flatMap(([id, [path, exportName]]) => {
    const load = modules[path]
    if (!load) return []
    return [[id, lazy(async () => ({ default: required(await load(), exportName) }))]]
  }),
)

function required(module: Record<string, ComponentType>, name: string): ComponentType {
  const component = module[name]
  if (!component) throw new Error(`The view's module does not export ${name}`)
  return component
}
