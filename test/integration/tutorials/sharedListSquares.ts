import { cpuCount, Manager, Process, type ListProxy } from 'multiprocessing'

/** As many processes as cores; each appends the square of its number to a list that a manager holds. */

export async function appendSquare(list: ListProxy<number>, n: number): Promise<void> {
  await list.append(n * n)
}

export async function main() {
  await using manager = await Manager()
  const list = manager.list<number>()
  const workers = Array.from(
    { length: cpuCount() },
    (_, n) => new Process({ target: appendSquare, args: [list, n] }),
  )
  for (const worker of workers) await worker.start()
  for (const worker of workers) await worker.join()
  return { cores: cpuCount(), squares: await list.toArray() }
}
