import { Pipe, Process, Queue, type Connection } from 'multiprocessing'
import type { Figures, WorkSpec } from '../contract.ts'
import { takeSamples } from '../measure.ts'
import { burst, BurstMeter, type BurstMessage } from './burst.ts'
import { readSpec, type BenchParams } from './spec.ts'

/** A burst of messages, or of bytes, through a pipe, from a sender process to this one. */
export async function main(params: BenchParams): Promise<Figures> {
  const spec = readSpec(params)
  const [reader, writer] = await Pipe(false)
  const requests = new Queue<boolean>()
  const sender = new Process({ target: send, args: [writer, requests, spec] })
  await sender.start()
  const receive = (): Promise<unknown> => (spec.work === 'pipe-bytes' ? reader.recvBytes() : reader.recv())
  const figures = await takeSamples(spec.sampling, async () => {
    await requests.put(true)
    const meter = new BurstMeter(spec)
    while (!meter.isComplete) meter.add((await receive()) as BurstMessage)
    return meter.sample()
  })
  await requests.close()
  await sender.join()
  return figures
}

export async function send(writer: Connection, requests: Queue<boolean>, spec: WorkSpec): Promise<void> {
  const sendOne = (message: BurstMessage): Promise<unknown> =>
    spec.work === 'pipe-bytes' ? writer.sendBytes(message as Uint8Array) : writer.send(message)
  for await (const _ of requests) await burst(spec, sendOne)
}
