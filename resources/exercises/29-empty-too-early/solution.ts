import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

export async function produce(queue: Queue<string>, items: string[], pauseMs: number) {
  for (const item of items) {
    await wait(pauseMs)
    console.log(`+ made ${item}`)
    await queue.put(item)
  }
  // Only the producer knows that this was the last. What is in the queue stays there for the consumer.
  await queue.close()
}

export async function consume(queue: Queue<string>) {
  // Waits for each item, and ends when the queue is closed and drained.
  for await (const item of queue) {
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
