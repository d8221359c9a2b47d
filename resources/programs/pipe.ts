import { EOFError, Pipe, Process, type Connection } from 'multiprocessing'

/**
 * A pipe has two ends: what is sent into one is received at the other. A receiver learns that no more will
 * come when nobody holds the sending end any more, so every process closes the ends that it does not need.
 *
 * Try: take out the two lines that close main's ends. The receiver then waits for ever, and the run shows who
 * still holds the sending end.
 */

interface Params {
  messages?: number
}

const words = ['from', 'one', 'process', 'to', 'another']

export async function send(writer: Connection, messages: number): Promise<void> {
  for (let number = 0; number < messages; number++) {
    const word = words[number % words.length]
    await writer.send({ number, word })
    console.log(`sent ${number}, "${word}"`)
  }
  await writer.close()
}

export async function receive(reader: Connection, answer: Connection): Promise<void> {
  let received = 0
  try {
    for (;;) {
      const { number, word } = (await reader.recv()) as { number: number; word: string }
      received++
      console.log(`received ${number}, "${word}"`)
    }
  } catch (error) {
    if (!(error instanceof EOFError)) throw error
    console.log(`the end, after ${received} messages`)
  }
  await answer.send(received)
  await answer.close()
}

export async function main({ messages = 25 }: Params) {
  // One way: what is written at one end is read at the other.
  const [reader, writer] = Pipe(false)
  const [result, answer] = Pipe(false)
  const sender = new Process({ target: send, args: [writer, messages], name: 'sender' })
  const receiver = new Process({ target: receive, args: [reader, answer], name: 'receiver' })
  await sender.start()
  await receiver.start()
  // The two processes have their ends; main lets go of its own.
  await Promise.all([writer.close(), reader.close()])
  await answer.close()

  const received = (await result.recv()) as number
  await sender.join()
  await receiver.join()
  await result.close()
  console.log(`${messages} messages sent, ${received} received`)
  return { messages, received }
}
