import { notesTo } from './notes.ts'
import type { Plan } from './plan.ts'
import { Stage } from './stage.ts'

export { act } from './actor.ts'
export { work } from './poolTasks.ts'

/** Runs plans, several at a time: makes their channels, starts their actors, kills, closes, and takes what is left. */

/** No plan waits for time to pass, but for a few limits of some ms: one that takes so long hangs. */
const hangMs = 20_000

interface Params {
  plans: Plan[]
  file: string
  atOnce: number
}

export async function main({ plans, file, atOnce }: Params): Promise<void> {
  const waiting = [...plans]
  const runNext = async (): Promise<void> => {
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) await runPlan(plan, file)
  }
  await Promise.all(Array.from({ length: atOnce }, runNext))
}

async function runPlan(plan: Plan, file: string): Promise<void> {
  const note = notesTo(file, plan.seed, 0)
  note('plan-begin')
  const stage = new Stage(plan, file, note)
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<'hangs'>((resolve) => (timer = setTimeout(() => resolve('hangs'), hangMs)))
  const end = await Promise.race([stage.play(), limit]).catch((error: unknown) => String(error))
  clearTimeout(timer)
  if (end === undefined) return note('plan-end')
  note('plan-hangs', '-', end)
  await stage.killAll()
}
