import { Process } from 'multiprocessing'

export function greet(number: number) {
  console.log(`Guest ${number} says hello`)
}

console.log('Setting the table')

const first = new Process({ target: greet, args: [1] })
const second = new Process({ target: greet, args: [2] })
await Promise.all([first.start(), second.start()])
await Promise.all([first.join(), second.join()])

export async function main({ guests = 2 }) {
  console.log(`${guests} guests were here`)
}
