import { Process } from 'multiprocessing'

export async function main({ numbers = [2, 3, 4], factor = 10 }) {
  const printProduct = (number: number) => {
    console.log(`${number} times ${factor} is ${number * factor}`)
  }

  const processes = numbers.map((number) => new Process({ target: printProduct, args: [number] }))
  for (const child of processes) await child.start()
  for (const child of processes) await child.join()
}
