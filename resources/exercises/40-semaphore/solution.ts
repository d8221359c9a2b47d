import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Process, Semaphore, SharedValue } from 'multiprocessing'

export async function cook(kitchen: Semaphore, busy: SharedValue<'int32'>, arrival: Barrier) {
  await arrival.wait()
  await kitchen.runExclusive(async () => {
    console.log(`${await busy.add(1)} busy`)
    await wait(200)
    await busy.add(-1)
  })
}

export async function main({ cooks = 4, stoves = 2 }) {
  console.log(`${cooks} cooks, ${stoves} stoves`)
  // As many permits as there are stoves. A lock would be a semaphore with one.
  const kitchen = new Semaphore(stoves)
  const busy = new SharedValue('int32', 0)
  const arrival = new Barrier(cooks)
  const args: Parameters<typeof cook> = [kitchen, busy, arrival]
  const processes = Array.from({ length: cooks }, () => new Process({ target: cook, args }))
  for (const process of processes) await process.start()
  for (const process of processes) await process.join()
}
