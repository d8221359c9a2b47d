import { Process, Queue } from 'multiprocessing'

export async function square(results: Queue<number>, from: number, count: number) {
  for (let number = from; number < from + count; number++) {
    await results.put(number * number)
  }
  console.log(`${count} results put`)
}

export async function main({ count = 5 }) {
  const results = new Queue<number>(4)
  const processes = [
    new Process({ target: square, args: [results, 0, count] }),
    new Process({ target: square, args: [results, count, count] }),
  ]
  for (const process of processes) await process.start()
  for (const process of processes) await process.join()

  let sum = 0
  for (let taken = 0; taken < 2 * count; taken++) {
    sum += await results.get()
  }
  return sum
}
