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
  // What goes in at one end comes out at the other: each process gets its own.
  const [left, right] = Pipe<string>()
  const sender = new Process({ name: 'sender', target: sendAll, args: [left, messages] })
  const receiver = new Process({ name: 'receiver', target: receiveAll, args: [right, messages.length] })

  await sender.start()
  await receiver.start()
  await sender.join()
  await receiver.join()
}
