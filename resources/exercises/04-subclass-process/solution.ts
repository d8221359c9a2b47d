import { Process, Queue } from 'multiprocessing'

export class Adder extends Process {
  readonly numbers: number[]
  // It crosses as itself: what the process puts in, the main program takes out.
  readonly sum = new Queue<number>()

  constructor(name: string, numbers: number[]) {
    super({ name })
    this.numbers = numbers
    console.log(`${name} is made`)
  }

  override async run() {
    console.log(`${this.name} adds ${this.numbers.length} numbers`)
    await this.sum.put(this.numbers.reduce((sum, number) => sum + number, 0))
  }
}

export async function main({
  parts = [
    [1, 2, 3],
    [4, 5],
  ],
}) {
  const adders = parts.map((numbers, index) => new Adder(`adder-${index + 1}`, numbers))
  for (const adder of adders) await adder.start()
  const sums = await Promise.all(adders.map((adder) => adder.sum.get()))
  for (const adder of adders) await adder.join()
  return sums
}
