import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

export async function produce(queue: Queue<string | null>, items: string[]) {
  for (const item of items) {
    await wait(50)
    console.log(`+ made ${item}`)
    await queue.put(item)
  }
}

export async function consume(queue: Queue<string | null>) {
  for (;;) {
    const item = await queue.get()
    console.log(`- used ${item}`)
  }
}

export async function main({ items = ['apple', 'banana', 'cherry'] }) {
  const queue = new Queue<string | null>()
  const producer = new Process({ name: 'producer', target: produce, args: [queue, items] })
  const consumer = new Process({ name: 'consumer', target: consume, args: [queue] })

  await producer.start()
  await consumer.start()
  await producer.join()
  await consumer.join()
  console.log('Both have ended.')
}
