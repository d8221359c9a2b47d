import { Pipe, Process, Queue, type Connection } from 'multiprocessing'
import type { Figures, WorkSpec } from '../contract.ts'
import { takeSamples } from '../measure.ts'
import { burst, BurstMeter, type BurstMessage } from './burst.ts'
import { readSpec, type BenchParams } from './spec.ts'

/** A burst of messages, or of bytes, through a pipe, from a sender process to this one. */
export async function main(params: BenchParams): Promise<Figures> {
  const spec = readSpec(params)
  const [reader, writer] = Pipe<BurstMessage>(false)
  const requests = new Queue<boolean>()
  const sender = new Process({ target: send, args: [writer, requests, spec] })
  await sender.start()
  const next = receiverOf(reader, spec)
  const figures = await takeSamples(spec.sampling, async () => {
    await requests.put(true)
    const meter = new BurstMeter(spec)
    while (!meter.isComplete) meter.add(await next())
    return meter.sample()
  })
  await requests.close()
  await sender.join()
  return figures
}

/** By iteration, which may receive several messages at once; or each by its own call. */
function receiverOf(reader: Connection<BurstMessage>, { work }: WorkSpec): () => Promise<BurstMessage> {
  if (work === 'pipe-bytes') return () => reader.recvBytes()
  if (work === 'pipe-recv') return () => reader.recv()
  const messages = reader[Symbol.asyncIterator]()
  return async () => {
    const { done, value } = await messages.next()
    if (done) throw new Error('the pipe ended before its messages were here')
    return value
  }
}

export async function send(
  writer: Connection<BurstMessage>,
  requests: Queue<boolean>,
  spec: WorkSpec,
): Promise<void> {
  const sendOne = (message: BurstMessage): Promise<unknown> =>
    message instanceof Uint8Array ? writer.sendBytes(message) : writer.send(message)
  for await (const _ of requests) await burst(spec, sendOne)
}
