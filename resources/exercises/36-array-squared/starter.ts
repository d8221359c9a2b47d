import { setTimeout as wait } from 'node:timers/promises'
import { Process, SharedArray } from 'multiprocessing'

export async function squareOne(cells: SharedArray<'int32'>, index: number) {
  const numbers = await cells.toArray()
  // To square is quick; let it stand for work that takes a while.
  await wait(100)
  const changed = numbers.map((number, place) => (place === index ? number ** 2 : number))
  await cells.setRange(0, changed)
}

// One process for each number.
export async function main({ numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }) {
  const cells = new SharedArray('int32', numbers)
  const processes = numbers.map((_, index) => new Process({ target: squareOne, args: [cells, index] }))
  for (const process of processes) await process.start()
  for (const process of processes) await process.join()
  return await cells.toArray()
}
