import { Pool } from 'multiprocessing'

// In each worker's own memory. Imagine that it lies in a library that you cannot change.
const leftBehind: string[] = []

/** @returns how many pages were left in this worker's memory before this one */
export function convert(page: number): number {
  const found = leftBehind.length
  leftBehind.push(`the pixels of page ${page}`)
  return found
}

export async function main({ pages = 8, perWorker = 4 }) {
  const numbers = Array.from({ length: pages }, (_, index) => index + 1)

  await using pool = new Pool(1, { maxTasksPerChild: perWorker })
  return pool.map(convert, numbers)
}
