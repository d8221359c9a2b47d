import { getContext } from 'multiprocessing'

let total = 0

export function count(votes: number) {
  console.log(`${votes} votes`)
  total += votes
}

async function countBy(method: 'spawn' | 'thread', votes: number[]) {
  const context = getContext(method)
  total = 0
  const stations = votes.map((number) => new context.Process({ target: count, args: [number] }))
  for (const station of stations) await station.start()
  for (const station of stations) await station.join()
  return total
}

export async function main({ votes = [5, 7, 11] }) {
  return { processes: await countBy('spawn', votes), threads: await countBy('thread', votes) }
}
