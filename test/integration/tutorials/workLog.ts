import { setTimeout as wait } from 'node:timers/promises'
import { Pool, Queue } from 'multiprocessing'

/** As many workers as pieces of work: all begin at once, so the shortest is done first. */

let log: Queue<string>
let startAt: number

export function remember(queue: Queue<string>, at: number): void {
  log = queue
  startAt = at
}

export async function work([name, units]: [name: string, units: number]): Promise<void> {
  await wait(startAt + units * 250 - Date.now())
  await log.put(name)
}

export async function main() {
  const done = new Queue<string>()
  // Late enough for every worker to be there.
  const at = Date.now() + 1_000
  await using pool = new Pool(4, { initializer: remember, initArgs: [done, at] })
  const pieces: [string, number][] = [
    ['A', 5],
    ['B', 2],
    ['C', 1],
    ['D', 3],
  ]
  await pool.map(work, pieces)
  return [await done.get(), await done.get(), await done.get(), await done.get()]
}
