import { Process, Queue } from 'multiprocessing'

/** Five processes answer when they are ready; with the number in the answer the order can be restored. */

export async function square(n: number, answers: Queue<[n: number, square: number]>): Promise<void> {
  await answers.put([n, n * n])
}

export async function main() {
  const answers = new Queue<[number, number]>()
  const workers = [0, 1, 2, 3, 4].map((n) => new Process({ target: square, args: [n, answers] }))
  for (const worker of workers) await worker.start()
  for (const worker of workers) await worker.join()
  const found: [number, number][] = []
  for (const _ of workers) found.push(await answers.get())
  return found.sort(([a], [b]) => a - b)
}
