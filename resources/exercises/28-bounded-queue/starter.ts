import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue } from 'multiprocessing'

const pictures = 12

export async function takePictures(queue: Queue<number>) {
  for (let picture = 1; picture <= pictures; picture++) await queue.put(picture)
  console.log('last picture taken')
  await queue.close()
}

export async function printPictures(queue: Queue<number>, counts: Queue<number>) {
  let count = 0
  for await (const picture of queue) {
    await wait(30)
    if (picture === 1) console.log('first picture printed')
    count++
  }
  await counts.put(count)
}

export async function main({ limit = 3 }) {
  const queue = new Queue<number>()
  const counts = new Queue<number>(1)
  const printer = new Process({ name: 'printer', target: printPictures, args: [queue, counts] })
  const camera = new Process({ name: 'camera', target: takePictures, args: [queue] })

  await printer.start()
  await camera.start()
  const count = await counts.get()
  await camera.join()
  await printer.join()
  console.log(`${count} pictures printed; no more than ${limit} should have waited`)
  return count
}
