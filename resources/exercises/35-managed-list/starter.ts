import { setTimeout as wait } from 'node:timers/promises'
import { Process, currentProcess } from 'multiprocessing'

export async function squareAll(found: number[], numbers: number[]) {
  for (const number of numbers) {
    await wait(50)
    found.push(number * number)
  }
  console.log(`${currentProcess().name} sees ${found.length} in the list`)
}

export async function main({ numbers = [2, 3, 4, 5, 6, 7, 12, 15], workers = 4 }) {
  const found: number[] = []
  const processes = partsOf(numbers, workers).map(
    (part) => new Process({ target: squareAll, args: [found, part] }),
  )
  for (const process of processes) await process.start()
  for (const process of processes) await process.join()
  return found
}

function partsOf(numbers: number[], count: number): number[][] {
  return Array.from({ length: count }, (_, part) => numbers.filter((_, index) => index % count === part))
}
