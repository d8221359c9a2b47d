import { Process } from 'multiprocessing'

/** Two processes, two functions, one number. */

export function printSquare(n: number): void {
  console.log(`square ${n ** 2}`)
}

export function printCube(n: number): void {
  console.log(`cube ${n ** 3}`)
}

export async function main() {
  const both = [printSquare, printCube].map((target) => new Process({ target, args: [10] }))
  for (const process of both) await process.start()
  for (const process of both) await process.join()
  console.log('done')
}
