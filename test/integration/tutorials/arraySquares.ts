import { Process, SharedArray } from 'multiprocessing'

/** Ten processes, ten numbers in a shared array: each squares the one at its index. */

export async function square(index: number, numbers: SharedArray<'int32'>): Promise<void> {
  await numbers.set(index, (await numbers.get(index)) ** 2)
}

export async function main() {
  const numbers = new SharedArray('int32', [2, 3, 6, 7, 8, 8, 9, 3, 3, 3])
  const workers = Array.from(
    { length: numbers.length },
    (_, index) => new Process({ target: square, args: [index, numbers] }),
  )
  for (const worker of workers) await worker.start()
  for (const worker of workers) await worker.join()
  return numbers.toArray()
}
