import { Process, Queue } from 'multiprocessing'

/** The same long sum in three processes. */

interface Sum {
  worker: number
  /** Beyond what a number holds exactly. */
  sum: bigint
}

export async function sumSquares(worker: number, sums: Queue<Sum>): Promise<void> {
  let sum = 0n
  for (let n = 0n; n < 1_000_000n; n++) sum += n * n
  await sums.put({ worker, sum })
}

export async function main() {
  const sums = new Queue<Sum>()
  const workers = [0, 1, 2].map((worker) => new Process({ target: sumSquares, args: [worker, sums] }))
  for (const worker of workers) await worker.start()
  for (const worker of workers) await worker.join()
  const found = [await sums.get(), await sums.get(), await sums.get()]
  return found.map(({ worker, sum }) => `${worker}: ${sum}`).sort()
}
