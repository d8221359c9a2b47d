import { setTimeout as wait } from 'node:timers/promises'
import { Pool, SharedValue } from 'multiprocessing'

type Frame = [name: string, isFragile: boolean, attempts: SharedValue<'int32'>]

export async function draw(...[name, isFragile, attempts]: Frame): Promise<string> {
  await wait(50)
  // Bad luck, at the first attempt only. It stands for any crash that you cannot prevent.
  if (isFragile && (await attempts.add(1)) === 1) process.exit(9)
  return `${name} is drawn`
}

export async function main({ frames = ['a', 'b', 'c', 'd', 'e', 'f'], fragile = 'c' }) {
  const attempts = new SharedValue('int32', 0)
  const calls = frames.map((name): Frame => [name, name === fragile, attempts])

  // A frame may be drawn twice without harm: so what was lost is done again.
  await using pool = new Pool(2, { onWorkerDeath: 'retry' })
  return pool.starmap(draw, calls)
}
