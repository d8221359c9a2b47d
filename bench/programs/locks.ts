import { Lock, Process, Queue } from 'multiprocessing'
import type { Figures } from '../contract.ts'
import { perSecond, takeSamples } from '../measure.ts'
import { readSpec, type BenchParams } from './spec.ts'

/** Acquires and releases a lock, alone or against another process that does the same. */
export async function main(params: BenchParams): Promise<Figures> {
  const { work, count, sampling } = readSpec(params)
  const lock = new Lock()
  const other = work === 'lock-contended' ? await rivalOf(lock, count) : undefined
  const figures = await takeSamples(sampling, async () => {
    const both = other?.go()
    const started = performance.now()
    const own = await useLock(lock, count)
    const checksum = own + ((await both) ?? 0)
    return { value: perSecond(checksum, performance.now() - started), checksum }
  })
  await other?.finish()
  return figures
}

interface Rival {
  /** Resolves with how often it had the lock. */
  go(): Promise<number>
  finish(): Promise<void>
}

async function rivalOf(lock: Lock, count: number): Promise<Rival> {
  const [requests, answers] = [new Queue<boolean>(), new Queue<number>()]
  const process = new Process({ target: compete, args: [lock, count, requests, answers] })
  await process.start()
  return {
    go: async () => {
      await requests.put(true)
      return answers.get()
    },
    finish: async () => {
      await requests.close()
      await process.join()
    },
  }
}

export async function compete(
  lock: Lock,
  count: number,
  requests: Queue<boolean>,
  answers: Queue<number>,
): Promise<void> {
  for await (const _ of requests) await answers.put(await useLock(lock, count))
}

async function useLock(lock: Lock, count: number): Promise<number> {
  let acquired = 0
  for (let n = 0; n < count; n++) {
    if (await lock.acquire()) acquired++
    await lock.release()
  }
  return acquired
}
