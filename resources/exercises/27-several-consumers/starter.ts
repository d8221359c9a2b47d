import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

export async function sort(queue: Queue<string | null>) {
  for (;;) {
    const letter = await queue.get()
    if (letter === null) break
    await wait(30)
    console.log(`${letter} sorted`)
  }
}

const sevenLetters = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

export async function main({ letters = sevenLetters, consumers = 3 }) {
  const queue = new Queue<string | null>()
  const processes = Array.from(
    { length: consumers },
    (_, index) => new Process({ name: `consumer-${index + 1}`, target: sort, args: [queue] }),
  )
  for (const process of processes) await process.start()

  for (const letter of letters) await queue.put(letter)
  await queue.put(null)

  for (const process of processes) await process.join()
}
