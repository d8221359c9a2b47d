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
  const messages = queue[Symbol.asyncIterator]()
  const figures = await takeSamples(spec.sampling, async () => {
    await requests.put(true)
    const meter = new BurstMeter(spec)
    while (!meter.isComplete) {
      const next = await messages.next()
      if (next.done) throw new Error('the queue ended before its messages were here')
      meter.add(next.value)
    }
    return meter.sample()
  })
  await requests.close()
  await producer.join()
  return figures
}

export async function produce(
  queue: Queue<BurstMessage>,
  requests: Queue<boolean>,
  spec: WorkSpec,
): Promise<void> {
  for await (const _ of requests) await burst(spec, (message) => queue.put(message))
}
