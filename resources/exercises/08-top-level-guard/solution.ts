import { Process } from 'multiprocessing'

// Every process loads this file: only definitions stand at its top level.
export function greet(number: number) {
  console.log(`Guest ${number} says hello`)
}

// Called in the first process alone.
export async function main({ guests = 2 }) {
  console.log('Setting the table')

  const processes: Process[] = []
  for (let number = 1; number <= guests; number++) {
    processes.push(new Process({ target: greet, args: [number] }))
  }
  for (const guest of processes) await guest.start()
  for (const guest of processes) await guest.join()

  console.log(`${guests} guests were here`)
}
