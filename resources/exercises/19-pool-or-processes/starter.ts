import { Process, Queue } from 'multiprocessing'

export function countDivisors(number: number): number {
  let count = 0
  for (let divisor = 1; divisor <= number; divisor++) {
    if (number % divisor === 0) count++
  }
  return count
}

export async function putDivisors(task: number, number: number, results: Queue<[number, number]>) {
  await results.put([task, countDivisors(number)])
}

export async function main({ tasks = 6, workers = 2 }) {
  const numbers = Array.from({ length: tasks }, (_, task) => 1_000_001 + task)

  const results = new Queue<[number, number]>()
  const processes = numbers.map(
    (number, task) => new Process({ target: putDivisors, args: [task, number, results] }),
  )
  for (const process of processes) await process.start()
  const counts: number[] = []
  for (let taken = 0; taken < tasks; taken++) {
    const [task, count] = await results.get()
    counts[task] = count
  }
  for (const process of processes) await process.join()

  console.log(`${processes.length} processes for ${tasks} tasks; ${workers} would do`)
  return counts
}
