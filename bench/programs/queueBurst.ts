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
  const receive = receiverOf(queue, spec)
  const figures = await takeSamples(spec.sampling, async () => {
    await requests.put(true)
    const meter = new BurstMeter(spec)
    await receive(meter)
    return meter.sample()
  })
  await requests.close()
  await producer.join()
  return figures
}

/** By iteration, which may get several messages at once; or each by its own `get`. */
function receiverOf(queue: Queue<BurstMessage>, { work }: WorkSpec): (meter: BurstMeter) => Promise<void> {
  if (work === 'queue-get') {
    return async (meter) => {
      while (!meter.isComplete) meter.add(await queue.get())
    }
  }
  const messages = queue[Symbol.asyncIterator]()
  return async (meter) => {
    while (!meter.isComplete) {
      const { done, value } = await messages.next()
      if (done) throw new Error('the queue ended before its messages were here')
      meter.add(value)
    }
  }
}

export async function produce(
  queue: Queue<BurstMessage>,
  requests: Queue<boolean>,
  spec: WorkSpec,
): Promise<void> {
  for await (const _ of requests) await burst(spec, (message) => queue.put(message))
}
