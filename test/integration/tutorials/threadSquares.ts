import { Manager, Process, type ListProxy } from 'multiprocessing/dummy'

/** Ten threads: each appends the squares of its part of the numbers to one list. */

export async function appendSquares(list: ListProxy<number>, numbers: number[]): Promise<void> {
  for (const n of numbers) await list.append(n * n)
}

export async function main({ numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }: { numbers?: number[] }) {
  await using manager = await Manager()
  const list = manager.list<number>()
  const threads = numbers.map((n) => new Process({ target: appendSquares, args: [list, [n]] }))
  for (const thread of threads) await thread.start()
  const pids = new Set(threads.map(({ pid }) => pid))
  for (const thread of threads) await thread.join()
  return { threads: threads.length, processes: pids.size, squares: await list.toArray() }
}
