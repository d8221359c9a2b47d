import { setTimeout as wait } from 'node:timers/promises'
import { Manager, Process, currentProcess, type ListProxy } from 'multiprocessing'

export async function squareAll(found: ListProxy<number>, numbers: number[]) {
  for (const number of numbers) {
    await wait(50)
    await found.append(number * number)
  }
  console.log(`${currentProcess().name} sees ${await found.length()} in the list`)
}

export async function main({ numbers = [2, 3, 4, 5, 6, 7, 12, 15], workers = 4 }) {
  await using manager = await Manager()
  const found = manager.list<number>()
  const processes = partsOf(numbers, workers).map(
    (part) => new Process({ target: squareAll, args: [found, part] }),
  )
  for (const process of processes) await process.start()
  for (const process of processes) await process.join()
  // A plain array, before the manager ends and its list with it.
  return await found.toArray()
}

function partsOf(numbers: number[], count: number): number[][] {
  return Array.from({ length: count }, (_, part) => numbers.filter((_, index) => index % count === part))
}
