import type { ExperimentPlan } from './experimentPlan.ts'
import type { MappedFunction } from './serialBaseline.ts'

/** The module of the user or of the catalogue, by its exports. */
export type ExperimentModule = Record<string, unknown>

export interface ExperimentItems {
  items: unknown[]
  /** What was left out, in sentences. */
  remarks: string[]
}

/** @throws an error named `UserError` when there is nothing to map. */
export async function loadItems(module: ExperimentModule, plan: ExperimentPlan): Promise<ExperimentItems> {
  if (plan.items.kind === 'numbers') {
    return { items: Array.from({ length: plan.items.count }, (_, index) => index), remarks: [] }
  }
  const { items: load } = module
  if (typeof load !== 'function') throw userError('The workload exports no function items(count, params).')
  const loaded: unknown = await load(plan.items.from, plan.params)
  const found = Array.isArray(loaded) ? { items: loaded, remarks: [] } : withNotes(loaded)
  if (found.items.length === 0) {
    const notes = found.remarks.length > 0 ? ` ${found.remarks.join(' ')}` : ''
    throw userError(
      typeof plan.items.from === 'string'
        ? `The folder '${plan.items.from}' holds no files: choose one that does.${notes}`
        : `There are no items to map.${notes}`,
    )
  }
  return found
}

/** @throws an error named `UserError` when the export is no function. */
export function findFunction(module: ExperimentModule, name: string): MappedFunction {
  const found = module[name]
  if (typeof found === 'function') return found as MappedFunction
  throw userError(`'${name}' is exported, but is no function.`)
}

function withNotes(loaded: unknown): ExperimentItems {
  const { items, notes } = (loaded ?? {}) as { items?: unknown; notes?: unknown }
  if (!Array.isArray(items)) throw userError('items(count, params) returned no array.')
  return { items, remarks: Array.isArray(notes) ? notes.map(String) : [] }
}

/** Known by its name on the host's side, where no class of ours arrives. */
function userError(message: string): Error {
  const error = new Error(message)
  error.name = 'UserError'
  return error
}
