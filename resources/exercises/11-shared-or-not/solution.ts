import { getContext, type SharedValue } from 'multiprocessing'

export async function count(votes: number, total: SharedValue<'int32'>) {
  console.log(`${votes} votes`)
  // One step. set(await get() + votes) would be two, and lose what others add in between.
  await total.add(votes)
}

async function countBy(method: 'spawn' | 'thread', votes: number[]) {
  const context = getContext(method)
  // Memory where the stations are threads; else one process holds it for all.
  const total = new context.SharedValue('int32', 0)
  const stations = votes.map((number) => new context.Process({ target: count, args: [number, total] }))
  for (const station of stations) await station.start()
  for (const station of stations) await station.join()
  return total.get()
}

export async function main({ votes = [5, 7, 11] }) {
  return { processes: await countBy('spawn', votes), threads: await countBy('thread', votes) }
}
