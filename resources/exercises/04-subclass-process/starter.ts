import { Process } from 'multiprocessing'

export class Adder extends Process {
  readonly numbers: number[]
  sum = 0

  constructor(name: string, numbers: number[]) {
    super({ name })
    this.numbers = numbers
    console.log(`${name} is made`)
  }

  override async run() {
    console.log(`${this.name} adds ${this.numbers.length} numbers`)
    this.sum = this.numbers.reduce((sum, number) => sum + number, 0)
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
  for (const adder of adders) await adder.join()
  return adders.map((adder) => adder.sum)
}
