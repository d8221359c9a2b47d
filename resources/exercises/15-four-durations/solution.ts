import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Pool } from 'multiprocessing'

type Task = [name: string, units: number]

const fourTasks: Task[] = [
  ['A', 5],
  ['B', 2],
  ['C', 1],
  ['D', 3],
]

export async function doTask(name: string, units: number, unitMs: number): Promise<string> {
  console.log(`${name} begins: ${units} units`)
  await wait(units * unitMs)
  console.log(`${name} finished`)
  return name
}

// So that all begin together: no worker takes a task before the last of them is there.
export async function gather(workers: Barrier) {
  await workers.wait()
}

export async function main({ work = fourTasks, workers = 4, unitMs = 100 }) {
  await using pool = new Pool(workers, { initializer: gather, initArgs: [new Barrier(workers)] })
  // The arguments of each call, as a list.
  const calls = work.map(([name, units]): [string, number, number] => [name, units, unitMs])
  return pool.starmap(doTask, calls)
}
