import { Pool } from 'multiprocessing'

export function root(number: number): number {
  if (number < 0) throw new RangeError(`no root of ${number}`)
  return Math.sqrt(number)
}

export async function main({ numbers = [4, -1, 9, -4, 16] }) {
  await using pool = new Pool(2)
  const roots: number[] = []
  const errors: string[] = []
  try {
    roots.push(...(await pool.map(root, numbers)))
  } catch (error) {
    errors.push(String(error))
  }
  return { roots, errors }
}
