import { setTimeout as wait } from 'node:timers/promises'
import { Process } from 'multiprocessing'

export async function takeNap(name: string, napMs: number) {
  await wait(napMs)
  console.log(`${name} is awake`)
}

export async function main({ naps = 3, napMs = 300 }) {
  const begin = performance.now()
  const processes: Process[] = []
  for (let number = 1; number <= naps; number++) {
    processes.push(new Process({ target: takeNap, args: [`Nap ${number}`, napMs] }))
  }

  // All are started at once; it goes on when the last is on its way.
  await Promise.all(processes.map((nap) => nap.start()))

  // What stands here runs beside them.
  console.log('Meanwhile I read a book')

  // One after the other is enough: who has ended already is not waited for.
  for (const nap of processes) await nap.join()

  const elapsedMs = Math.round(performance.now() - begin)
  const stillAlive = processes.filter((nap) => nap.isAlive()).length
  console.log(`All naps are over, it took ${elapsedMs} ms`)
  return { stillAlive, elapsedMs }
}
