import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

export async function produce(queue: Queue<string>, items: string[], pauseMs: number) {
  for (const item of items) {
    await wait(pauseMs)
    console.log(`+ made ${item}`)
    await queue.put(item)
  }
}

export async function consume(queue: Queue<string>) {
  while (!(await queue.isEmpty())) {
    const item = await queue.get()
    console.log(`- used ${item}`)
  }
}

export async function main({ items = ['Anna', 'Ben', 'Cleo', 'Dan', 'Eva'], pauseMs = 80 }) {
  const queue = new Queue<string>()
  const consumer = new Process({ name: 'consumer', target: consume, args: [queue] })
  const producer = new Process({ name: 'producer', target: produce, args: [queue, items, pauseMs] })

  await consumer.start()
  await producer.start()
  await producer.join()
  await consumer.join()
}
