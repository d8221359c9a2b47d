import { cpuCount, Pool } from 'multiprocessing'

/** One function over a list, by five workers, and a pool that is used twice. */

export function square(n: number): number {
  return n ** 2
}

export async function main() {
  await using pool = new Pool(5)
  return {
    cores: cpuCount(),
    long: await pool.map(square, [3, 4, 5, 6, 6, 7, 87, 8, 8]),
    first: await pool.map(square, [2, 3, 4]),
    second: await pool.map(square, [10, 21, 43]),
  }
}
