import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Process, Queue } from 'multiprocessing'

type Task = [number: number, durationMs: number]
/** Says itself which task it belongs to. */
type Result = [place: number, square: number]

const fourTasks: Task[] = [
  [5, 300],
  [2, 40],
  [4, 200],
  [3, 100],
]

export async function square(
  start: Barrier,
  place: number,
  number: number,
  durationMs: number,
  results: Queue<Result>,
) {
  // All begin together, however long the start of a process takes.
  await start.wait()
  await wait(durationMs)
  console.log(`${number} squared`)
  await results.put([place, number * number])
}

export async function main({ tasks = fourTasks }) {
  const results = new Queue<Result>()
  const start = new Barrier(tasks.length)
  const processes = tasks.map(
    ([number, durationMs], place) =>
      new Process({ target: square, args: [start, place, number, durationMs, results] }),
  )
  for (const process of processes) await process.start()

  const squares: number[] = []
  for (let taken = 0; taken < tasks.length; taken++) {
    const [place, result] = await results.get()
    squares[place] = result
  }

  for (const process of processes) await process.join()
  return squares
}
