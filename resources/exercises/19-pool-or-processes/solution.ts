import { Pool } from 'multiprocessing'

export function countDivisors(number: number): number {
  let count = 0
  for (let divisor = 1; divisor <= number; divisor++) {
    if (number % divisor === 0) count++
  }
  return count
}

export async function main({ tasks = 6, workers = 2 }) {
  const numbers = Array.from({ length: tasks }, (_, task) => 1_000_001 + task)

  await using pool = new Pool(workers)
  return pool.map(countDivisors, numbers)
}
