import { EOFError, Pipe, Process, Queue, type Connection } from 'multiprocessing'

/** Messages through a pipe until its writer closes it. */

export async function send(connection: Connection<never, string>, messages: string[]): Promise<void> {
  for (const message of messages) await connection.send(message)
  await connection.close()
}

export async function receive(connection: Connection<string, never>, report: Queue<string>): Promise<void> {
  for (;;) {
    try {
      await report.put(await connection.recv())
    } catch (error) {
      if (!(error instanceof EOFError)) throw error
      await report.put(error.name)
      return
    }
  }
}

export async function main() {
  const report = new Queue<string>()
  const [reader, writer] = Pipe<string>(false)
  const messages = ['one', 'two', 'three', 'four']
  const sender = new Process({ target: send, args: [writer, messages] })
  const receiver = new Process({ target: receive, args: [reader, report] })
  await sender.start()
  await receiver.start()
  // Else this process would still hold the end that writes, and the receiver would wait for more.
  await writer.close()
  await sender.join()
  await receiver.join()
  await report.close()
  const received: string[] = []
  for await (const line of report) received.push(line)
  return received
}
