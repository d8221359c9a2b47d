import { ItemRun } from '../values/itemRun.ts'

/** Runs together no longer than this are copied into one: cheaper than a message for each. */
export const joinedBytes = 32 * 1024

/** One run of the items of all, in order. */
export function joinRuns(runs: readonly ItemRun[]): ItemRun {
  const count = runs.reduce((sum, run) => sum + run.count, 0)
  const table = new Uint32Array(count)
  let offset = 0
  for (const run of runs) {
    table.set(run.table, offset)
    offset += run.count
  }
  const payload = Buffer.concat(runs.map((run) => run.payload))
  const hasReferences = runs.some((run) => run.references !== undefined)
  const none = (run: ItemRun): undefined[] => new Array<undefined>(run.count).fill(undefined)
  return ItemRun.of(
    table,
    payload,
    hasReferences ? runs.flatMap((run) => run.references ?? none(run)) : undefined,
  )
}
