import { Manager, Process, type ListProxy } from 'multiprocessing'

/** A list is cut into slices of one size, one process takes each, and all append to one list of results. */

function slices<T>(items: T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size))
}

export async function appendSquares(list: ListProxy<number>, numbers: number[]): Promise<void> {
  for (const n of numbers) await list.append(n * n)
}

export async function main() {
  await using manager = await Manager()
  const list = manager.list<number>()
  const numbers = [2, 3, 4, 5, 6, 7, 12, 15, 25, 29, 31, 37]
  const jobs = 4
  const workers = slices(numbers, Math.floor(numbers.length / jobs)).map(
    (slice) => new Process({ target: appendSquares, args: [list, slice] }),
  )
  for (const worker of workers) await worker.start()
  for (const worker of workers) await worker.join()
  return { workers: workers.length, squares: await list.toArray() }
}
