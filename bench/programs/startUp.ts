import { setTimeout as sleep } from 'node:timers/promises'
import { getStartMethod, Pipe, Process, type Connection } from 'multiprocessing'
import type { Figures } from '../contract.ts'
import { takeSamples } from '../measure.ts'
import { median } from '../statistics.ts'
import { readSpec, type BenchParams } from './spec.ts'

/** From `start()` until the first message of the new process is here. */
export async function main(params: BenchParams): Promise<Figures> {
  const spec = readSpec(params)
  return takeSamples(spec.sampling, async () => {
    const timesMs: number[] = []
    for (let started = 0; started < spec.count; started++) timesMs.push(await timeToFirstMessage())
    return { value: median(timesMs), checksum: timesMs.length }
  })
}

/** Until the processes that are kept ready are there again. */
const refillMs = 150

async function timeToFirstMessage(): Promise<number> {
  if (getStartMethod() === 'standby') await sleep(refillMs)
  const startedAt = performance.now()
  const [reader, writer] = Pipe<number>(false)
  const process = new Process({ target: sayHello, args: [writer] })
  // Not awaited before the message: whether `start` resolves early or late must not count.
  const started = process.start()
  const pid = await reader.recv()
  const elapsedMs = performance.now() - startedAt
  await started
  if (pid !== process.pid) throw new Error(`the first message was ${String(pid)}, not the pid ${process.pid}`)
  await process.join()
  return elapsedMs
}

export async function sayHello(writer: Connection<number>): Promise<void> {
  await writer.send(process.pid)
}
