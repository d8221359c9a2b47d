import { Process } from 'multiprocessing'

// Another process finds it by its name, and knows of it only what it is given.
export function printProduct(number: number, factor: number) {
  console.log(`${number} times ${factor} is ${number * factor}`)
}

export async function main({ numbers = [2, 3, 4], factor = 10 }) {
  const processes = numbers.map((number) => new Process({ target: printProduct, args: [number, factor] }))
  for (const child of processes) await child.start()
  for (const child of processes) await child.join()
}
