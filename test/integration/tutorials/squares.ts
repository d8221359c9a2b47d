import type { Queue } from 'multiprocessing'

/** A module of its own with a function that workers are to find. */
export async function putSquare(n: number, squares: Queue<number>): Promise<void> {
  await squares.put(n * n)
}
