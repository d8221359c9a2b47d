import { Pool } from 'multiprocessing'

/** A program may be called as the library is: the library is still found. */

export function square(n: number): number {
  return n * n
}

export async function main() {
  await using pool = new Pool(1)
  return pool.map(square, [3])
}
