import { setTimeout as wait } from 'node:timers/promises'
import { Barrier, Lock, Process, SharedValue } from 'multiprocessing'

export async function cook(kitchen: Lock, busy: SharedValue<'int32'>, arrival: Barrier) {
  await arrival.wait()
  await kitchen.runExclusive(async () => {
    console.log(`${await busy.add(1)} busy`)
    await wait(200)
    await busy.add(-1)
  })
}

export async function main({ cooks = 4, stoves = 2 }) {
  console.log(`${cooks} cooks, ${stoves} stoves`)
  const kitchen = new Lock()
  const busy = new SharedValue('int32', 0)
  const arrival = new Barrier(cooks)
  const args: Parameters<typeof cook> = [kitchen, busy, arrival]
  const processes = Array.from({ length: cooks }, () => new Process({ target: cook, args }))
  for (const process of processes) await process.start()
  for (const process of processes) await process.join()
}
