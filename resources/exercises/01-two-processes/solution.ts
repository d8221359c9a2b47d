import { setTimeout as wait } from 'node:timers/promises'
import { Process } from 'multiprocessing'

// What another process is to call must be exported: it finds the function by its name.
export async function printSquare(number: number) {
  await wait(150)
  console.log(`Square: ${number * number}`)
}

export async function printCube(number: number) {
  await wait(150)
  console.log(`Cube: ${number ** 3}`)
}

export async function main({ number = 10 }) {
  const square = new Process({ target: printSquare, args: [number] })
  const cube = new Process({ target: printCube, args: [number] })

  await square.start()
  await cube.start()

  // In any order: one that has ended already is not waited for.
  await square.join()
  await cube.join()

  console.log('Done!')
}
