import { Pipe, Process, Queue, type Connection } from 'multiprocessing'

export async function echoByPipe(connection: Connection<Uint8Array>) {
  for await (const message of connection) await connection.send(message)
}

export async function echoByQueues(there: Queue<Uint8Array>, back: Queue<Uint8Array>) {
  for await (const message of there) await back.put(message)
}

/** Sends a message and waits until it has come back. */
type Exchange = (message: Uint8Array) => Promise<unknown>

/** How long one message takes there and back, in µs: the mean of many. */
async function timeOf(exchange: Exchange, message: Uint8Array, messages: number): Promise<number> {
  const begin = performance.now()
  for (let sent = 0; sent < messages; sent++) await exchange(message)
  return ((performance.now() - begin) / messages) * 1000
}

export async function main({ repeats = 5, messages = 20 }) {
  console.log(`wanted: ${repeats} repeats of ${messages} messages`)
  const [mine, theirs] = Pipe<Uint8Array>()
  const there = new Queue<Uint8Array>()
  const back = new Queue<Uint8Array>()
  const pipeEcho = new Process({ target: echoByPipe, args: [theirs] })
  const queueEcho = new Process({ target: echoByQueues, args: [there, back] })
  await pipeEcho.start()
  await queueEcho.start()
  await theirs.close()

  const byPipe: Exchange = async (message) => {
    await mine.send(message)
    return mine.recv()
  }
  const byQueues: Exchange = async (message) => {
    await there.put(message)
    return back.get()
  }
  const rows = [rowOf('small', '10 bytes there and back', 10), rowOf('large', '64 kB there and back', 65_536)]

  for (const { bytes, pipe, queue } of rows) {
    const message = new Uint8Array(bytes)
    pipe.push(await timeOf(byPipe, message, messages))
    queue.push(await timeOf(byQueues, message, messages))
  }

  await mine.close()
  await there.close()
  await pipeEcho.join()
  await queueEcho.join()
  return {
    title: 'A pipe and two queues on this machine',
    columns: [
      { id: 'pipe', label: 'Pipe' },
      { id: 'queue', label: 'Queues' },
    ],
    rows: rows.map(({ id, label, pipe, queue }) => ({
      ...{ id, label, unit: 'µs', repeats: pipe.length },
      note: `Each sample is the mean of ${messages} messages, one after the other.`,
      pipe: figuresOf(pipe),
      queue: figuresOf(queue),
    })),
  }
}

/** A row of the chart, with the measurements of each column. */
function rowOf(id: string, label: string, bytes: number) {
  return { id, label, bytes, pipe: [] as number[], queue: [] as number[] }
}

/** The measurements themselves, the one in the middle, the smallest and the largest. */
function figuresOf(samples: number[]) {
  const sorted = samples.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const middle = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1)
  const median = middle.reduce((sum, sample) => sum + sample, 0) / middle.length
  return { samples, median, min: sorted.at(0), max: sorted.at(-1) }
}
