import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

/**
 * One process puts messages into a queue, another takes them out, in the same order. The queue holds only a
 * few: when it is full, put waits; when it is empty, get waits. The last message says that there is no more;
 * without it the consumer would wait for ever.
 *
 * Try: --param consumeMs=40 (the consumer is slower: the queue fills up), or --param produceMs=40.
 */

interface Params {
  messages?: number
  /** How many messages the queue holds. */
  maxSize?: number
  produceMs?: number
  consumeMs?: number
}

interface Message {
  number: number
  text: string
}

/** Stands for "there is no more". */
const end = null

export async function produce(
  queue: Queue<Message | null>,
  messages: number,
  pauseMs: number,
): Promise<void> {
  for (let number = 1; number <= messages; number++) {
    await wait(pauseMs)
    await queue.put({ number, text: `made by pid ${process.pid}` })
    console.log(`put ${number}`)
  }
  await queue.put(end)
}

export async function consume(
  queue: Queue<Message | null>,
  results: Queue<number>,
  pauseMs: number,
): Promise<void> {
  let taken = 0
  for (;;) {
    const message = await queue.get()
    if (message === end) break
    await wait(pauseMs)
    taken++
    console.log(`got ${message.number}, ${message.text}`)
  }
  await results.put(taken)
}

export async function main({ messages = 36, maxSize = 8, produceMs = 10, consumeMs = 15 }: Params) {
  const queue = new Queue<Message | null>(maxSize)
  const results = new Queue<number>()
  const producer = new Process({ target: produce, args: [queue, messages, produceMs], name: 'producer' })
  const consumer = new Process({ target: consume, args: [queue, results, consumeMs], name: 'consumer' })
  await producer.start()
  await consumer.start()

  const taken = await results.get()
  await producer.join()
  await consumer.join()
  console.log(`${messages} messages put, ${taken} taken, ${await queue.size()} left in the queue`)
  // The end is a message too.
  return { messages, taken, putsIntoQueue: messages + 1 }
}
