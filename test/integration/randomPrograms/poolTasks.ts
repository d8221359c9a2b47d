import { Pool } from 'multiprocessing'
import { nameOf, putInto, type Channel } from './actor.ts'
import { notesTo, type Note } from './notes.ts'
import type { Deed, PoolPlan } from './plan.ts'
import { poolActor } from './poolActor.ts'

/** The tasks of a plan's pool, and how they are asked for. */

interface Task {
  index: number
  deed: Deed
  seed: number
  file: string
  channel: number
  target: Channel
}

export async function work({ index, deed, seed, file, channel, target }: Task): Promise<number> {
  const note = notesTo(file, seed, poolActor)
  note('task', '-', String(index))
  if (deed === 'throw') throw new RangeError('expected')
  if (deed === 'exit') process.exit(5)
  if (deed === 'die') process.kill(process.pid, 'SIGKILL')
  if (deed === 'put') {
    const id = `${poolActor}.${index}`
    note('put', channel, id)
    await putInto(target, { id }, null).then(
      () => note('put-done', channel, id),
      (error: unknown) => note('put-failed', channel, `${id} ${nameOf(error)}`),
    )
  }
  return index
}

export async function runPool(
  { processes, onWorkerDeath, how, deeds, channel }: PoolPlan,
  { seed, file, target, note }: { seed: number; file: string; target: Channel; note: Note },
): Promise<void> {
  await using pool = new Pool(processes, { onWorkerDeath })
  const tasks = deeds.map((deed, index) => ({ index, deed, seed, file, channel, target }))
  if (how === 'apply') {
    const asked = tasks.map((task) => pool.apply(work, [task]))
    const told = await Promise.allSettled(asked)
    told.forEach((outcome) =>
      note('outcome', '-', outcome.status === 'fulfilled' ? String(outcome.value) : nameOf(outcome.reason)),
    )
    return
  }
  const results = pool[how](work, tasks)
  for (;;) {
    try {
      const { done, value } = await results.next()
      if (done) return
      note('outcome', '-', String(value))
    } catch (error) {
      note('outcome', '-', nameOf(error))
    }
  }
}
