import { Process, Queue } from 'multiprocessing'
import type { Figures, WorkSpec } from '../contract.ts'
import { takeSamples } from '../measure.ts'
import { burst, BurstMeter, type BurstMessage } from './burst.ts'
import { readSpec, type BenchParams } from './spec.ts'

/** A burst of messages through a queue, from a producer process to this one. */
export async function main(params: BenchParams): Promise<Figures> {
  const spec = readSpec(params)
  const queue = new Queue<BurstMessage>()
  const requests = new Queue<boolean>()
  const producer = new Process({ target: produce, args: [queue, requests, spec] })
  await producer.start()
  const next = receiverOf(queue, spec)
  const figures = await takeSamples(spec.sampling, async () => {
    await requests.put(true)
    const meter = new BurstMeter(spec)
    while (!meter.isComplete) meter.add(await next())
    return meter.sample()
  })
  await requests.close()
  await producer.join()
  return figures
}

/** By iteration, which may get several messages at once; or each by its own `get`. */
function receiverOf(queue: Queue<BurstMessage>, { work }: WorkSpec): () => Promise<BurstMessage> {
  if (work === 'queue-get') return () => queue.get()
  const messages = queue[Symbol.asyncIterator]()
  return async () => {
    const { done, value } = await messages.next()
    if (done) throw new Error('the queue ended before its messages were here')
    return value
  }
}

export async function produce(
  queue: Queue<BurstMessage>,
  requests: Queue<boolean>,
  spec: WorkSpec,
): Promise<void> {
  for await (const _ of requests) await burst(spec, (message) => queue.put(message))
}
