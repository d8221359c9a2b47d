import { setTimeout as wait } from 'node:timers/promises'
import { Pipe, Process, type Connection } from 'multiprocessing'

export async function measure(writer: Connection<never, number>, degrees: number[]) {
  for (const degree of degrees) {
    await wait(60)
    await writer.send(degree)
  }
}

export async function summarize(reader: Connection<number, never>) {
  let count = 0
  let sum = 0
  // Ends at the end of the file: when everything is read and nobody holds the writing end any more.
  for await (const degree of reader) {
    count++
    sum += degree
  }
  console.log(`${count} readings, ${sum} degrees together`)
}

export async function main({ degrees = [20, 22, 19] }) {
  const [reader, writer] = Pipe<number>(false)
  const sensor = new Process({ name: 'sensor', target: measure, args: [writer, degrees] })
  const summary = new Process({ name: 'summary', target: summarize, args: [reader] })

  await sensor.start()
  await summary.start()

  // Both ends have been passed on. The main program neither reads nor writes, so it gives up its own hold of them.
  await writer.close()
  await reader.close()

  await sensor.join()
  console.log('The sensor has ended.')
  await summary.join()
  console.log('The summary has ended.')
}
