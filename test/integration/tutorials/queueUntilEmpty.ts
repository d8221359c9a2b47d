import { Process, Queue } from 'multiprocessing'

/** Main puts an item and a producer puts five; a consumer takes what is there until there is no more. */

export async function produce(queue: Queue<string>, items: string[]): Promise<void> {
  for (const item of items) await queue.put(item)
}

export async function consume(queue: Queue<string>, taken: Queue<string>): Promise<void> {
  while (!(await queue.isEmpty())) await taken.put(await queue.get())
}

export async function main() {
  const [queue, taken] = [new Queue<string>(), new Queue<string>()]
  await queue.put('first')
  const producer = new Process({ target: produce, args: [queue, ['a', 'b', 'c', 'd', 'e']] })
  await producer.start()
  await producer.join()
  const consumer = new Process({ target: consume, args: [queue, taken] })
  await consumer.start()
  await consumer.join()
  await taken.close()
  const order: string[] = []
  for await (const item of taken) order.push(item)
  return { order, left: await queue.size() }
}
