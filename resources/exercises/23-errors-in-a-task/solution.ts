import { Pool } from 'multiprocessing'

export function root(number: number): number {
  if (number < 0) throw new RangeError(`no root of ${number}`)
  return Math.sqrt(number)
}

export async function main({ numbers = [4, -1, 9, -4, 16] }) {
  await using pool = new Pool(2)
  const roots: number[] = []
  const errors: string[] = []

  // All are handed over at once; each has a promise of its own, in the order of the numbers.
  const outcomes = await Promise.allSettled(numbers.map((number) => pool.apply(root, [number])))
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') roots.push(outcome.value)
    else errors.push(String(outcome.reason))
  }
  return { roots, errors }
}
