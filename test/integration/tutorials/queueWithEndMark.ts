import { Process, Queue } from 'multiprocessing'

/** A producer that says when there is no more, and a consumer that believes it. */

export async function produce(queue: Queue<string | null>, items: string[]): Promise<void> {
  for (const item of items) await queue.put(item)
  await queue.put(null)
}

export async function consume(queue: Queue<string | null>): Promise<void> {
  for (let item = await queue.get(); item !== null; item = await queue.get()) console.log(`consumed ${item}`)
  console.log('consumer is done')
}

export async function main() {
  const queue = new Queue<string | null>()
  const producer = new Process({ target: produce, args: [queue, ['pear', 'plum', 'quince']] })
  const consumer = new Process({ target: consume, args: [queue] })
  await producer.start()
  await consumer.start()
  await producer.join()
  await consumer.join()
  console.log('done')
  return queue.size()
}
