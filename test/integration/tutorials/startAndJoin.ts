import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

/** `start()` does not wait for the end, `join()` does; two that sleep, sleep at the same time. */

export async function sleep(ms: number, gate: Queue<string>, awake: Queue<[from: number, to: number]>) {
  await gate.get()
  const from = Date.now()
  await wait(ms)
  await awake.put([from, Date.now()])
}

export async function main({ sleepMs = 400 }: { sleepMs?: number }) {
  const [gate, awake] = [new Queue<string>(), new Queue<[number, number]>()]
  const sleepers = [1, 2].map(() => new Process({ target: sleep, args: [sleepMs, gate, awake] }))
  for (const sleeper of sleepers) await sleeper.start()
  const aliveAfterStart = sleepers.map((sleeper) => sleeper.isAlive())
  for (const _ of sleepers) await gate.put('go')
  for (const sleeper of sleepers) await sleeper.join()
  const aliveAfterJoin = sleepers.map((sleeper) => sleeper.isAlive())
  const [first, second] = [await awake.get(), await awake.get()]
  const overlapMs = Math.min(first[1], second[1]) - Math.max(first[0], second[0])
  return { aliveAfterStart, aliveAfterJoin, sleptAtTheSameTime: overlapMs > 0 }
}
