import { Process, Queue } from 'multiprocessing'

/** The pid that the parent knows is the one that the child has. */

export async function tellPid(pids: Queue<number>): Promise<void> {
  await pids.put(process.pid)
}

export async function main() {
  const pids = new Queue<number>()
  const workers = [1, 2].map(() => new Process({ target: tellPid, args: [pids] }))
  for (const worker of workers) await worker.start()
  const told = [await pids.get(), await pids.get()]
  for (const worker of workers) await worker.join()
  return {
    main: process.pid,
    known: workers.map(({ pid }) => pid),
    told,
    alive: workers.map((worker) => worker.isAlive()),
  }
}
