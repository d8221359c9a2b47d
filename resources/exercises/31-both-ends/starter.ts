import { Pipe, Process, type Connection } from 'multiprocessing'

export async function sendAll(connection: Connection<string>, messages: string[]) {
  for (const message of messages) await connection.send(message)
}

export async function receiveAll(connection: Connection<string>, count: number) {
  for (let i = 0; i < count; i++) {
    const message = await connection.recv()
    console.log(`got ${message}`)
  }
}

export async function main({ messages = ['red', 'green', 'blue'] }) {
  const [connection] = Pipe<string>()
  const sender = new Process({ name: 'sender', target: sendAll, args: [connection, messages] })
  const receiver = new Process({ name: 'receiver', target: receiveAll, args: [connection, messages.length] })

  await sender.start()
  await receiver.start()
  await sender.join()
  await receiver.join()
}
