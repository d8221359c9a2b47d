import { Pool } from 'multiprocessing/dummy'

/** The same as with a pool of processes: only the import says that these are threads. */

export function square(n: number): { square: number; pid: number } {
  return { square: n * n, pid: process.pid }
}

export async function main() {
  await using pool = new Pool(5)
  const results = await pool.map(square, [2, 3, 4])
  return { squares: results.map((it) => it.square), isHere: results.every(({ pid }) => pid === process.pid) }
}
