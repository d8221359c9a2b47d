import { Pipe, Process, Queue, type Connection } from 'multiprocessing'
import type { Figures } from '../contract.ts'
import { takeSamples } from '../measure.ts'
import { median } from '../statistics.ts'
import { readSpec, type BenchParams } from './spec.ts'

/** A number to another process and back, one at a time: p50 in µs. */
export async function main(params: BenchParams): Promise<Figures> {
  const spec = readSpec(params)
  const { exchange, finish } = spec.work === 'round-trip-pipe' ? await throughPipe() : await throughQueues()
  const figures = await takeSamples(spec.sampling, async () => {
    const timesMs: number[] = []
    let checksum = 0
    for (let n = 0; n < spec.count; n++) {
      const started = performance.now()
      checksum += await exchange(n)
      timesMs.push(performance.now() - started)
    }
    return { value: median(timesMs) * 1000, checksum }
  })
  await finish()
  return figures
}

interface Route {
  exchange(n: number): Promise<number>
  finish(): Promise<void>
}

async function throughQueues(): Promise<Route> {
  const [there, back] = [new Queue<number>(), new Queue<number>()]
  const echo = new Process({ target: echoQueue, args: [there, back] })
  await echo.start()
  return {
    exchange: async (n) => {
      // Not awaited: the answer says that it arrived.
      const put = there.put(n)
      const answer = await back.get()
      await put
      return answer
    },
    finish: async () => {
      await there.close()
      await echo.join()
    },
  }
}

async function throughPipe(): Promise<Route> {
  const [here, there] = Pipe<number>()
  const echo = new Process({ target: echoPipe, args: [there] })
  await echo.start()
  await there.close()
  return {
    exchange: async (n) => {
      const sent = here.send(n)
      const answer = await here.recv()
      await sent
      return answer
    },
    finish: async () => {
      await here.close()
      await echo.join()
    },
  }
}

export async function echoQueue(requests: Queue<number>, answers: Queue<number>): Promise<void> {
  for await (const n of requests) void answers.put(n)
}

export async function echoPipe(connection: Connection<number>): Promise<void> {
  for await (const n of connection) void connection.send(n)
}
