import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Process, Queue } from 'multiprocessing'

type Task = [number: number, durationMs: number]

const fourTasks: Task[] = [
  [5, 300],
  [2, 40],
  [4, 200],
  [3, 100],
]

export async function square(start: Barrier, number: number, durationMs: number, results: Queue<number>) {
  // All begin together, however long the start of a process takes.
  await start.wait()
  await wait(durationMs)
  console.log(`${number} squared`)
  await results.put(number * number)
}

export async function main({ tasks = fourTasks }) {
  const results = new Queue<number>()
  const start = new Barrier(tasks.length)
  const processes = tasks.map(
    ([number, durationMs]) => new Process({ target: square, args: [start, number, durationMs, results] }),
  )
  for (const process of processes) await process.start()

  const squares: number[] = []
  for (let taken = 0; taken < tasks.length; taken++) {
    squares.push(await results.get())
  }

  for (const process of processes) await process.join()
  return squares
}
