import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BrokenPipeError,
  type Connection,
  EOFError,
  getContext,
  Pipe,
  Process,
  RawArray,
} from 'multiprocessing'

/* ---- What the other side does: a process of its own, or a thread in the process of main. ---- */

type Method = 'spawn' | 'thread'
type Request = 'answer' | 'look' | 'take turns' | 'throw' | 'crash' | 'end' | Uint8Array

/** Answers what main asks, until it is to end. */
export async function serve(
  connection: Connection<Request, number>,
  memory: RawArray<'uint8'>,
  turns: string[],
) {
  const view = await memory.view()
  await connection.send(ownBytes())
  for await (const request of connection) {
    if (request === 'end') return
    if (request === 'throw') throw new Error('Nobody catches this.')
    // Stands for any crash that no code can catch, such as a bug in a library of native code.
    if (request === 'crash') process.kill(process.pid, 'SIGKILL')
    if (request === 'take turns') takeTurns(turns, 'second')
    if (request instanceof Uint8Array) await connection.send(request[0] ?? 0)
    // The number that main wrote into its memory, if this is the same memory.
    else await connection.send(view?.[0] ?? -1)
  }
}

/** A process in which others live: next to it as processes, or in it as threads. */
export async function beHouse(
  method: Method,
  rooms: Connection<Request, number>[],
  memory: RawArray<'uint8'>,
) {
  const [own, ...others] = rooms
  const { Process } = getContext(method)
  for (const room of others) {
    await new Process({ target: serve, args: [room, memory, []] }).start()
    // As long as somebody holds an end, nobody sees the end of its pipe.
    await room.close()
  }
  if (own) await serve(own, memory, [])
}

/** Two sides wake each other up in turn, by a byte in a pipe of the system. */
function takeTurns(turns: string[], side: 'first' | 'second') {
  const [there, back] = turns.map((path) => openSync(path, 'r+'))
  if (there === undefined || back === undefined) return
  const byte = Buffer.alloc(1)
  for (let round = 0; round < turnRounds; round++) {
    if (side === 'first') writeSync(there, byte)
    readSync(side === 'first' ? back : there, byte)
    if (side === 'second') writeSync(back, byte)
  }
  closeSync(there)
  closeSync(back)
}

const turnRounds = 300
const smallMessages = 40
const bigBytes = 1024 * 1024

/** The memory that this process shares with no other; where the system does not tell, all that it uses. */
function ownBytes(): number {
  if (process.platform !== 'linux') return process.memoryUsage.rss()
  const sizes = readFileSync('/proc/self/smaps_rollup', 'utf8').matchAll(
    /^Private_(?:Clean|Dirty):\s+(\d+)/gm,
  )
  return [...sizes].reduce((sum, [, kiloBytes]) => sum + Number(kiloBytes) * 1024, 0)
}

/* ---- Measuring ---- */

/** The samples of one method, by row. */
type Samples = Record<
  'create' | 'memory' | 'turn' | 'small' | 'big' | 'end' | 'afterError' | 'afterCrash',
  number[]
> & {
  shares: boolean[]
}

const now = () => performance.now()

/** A process or a thread from its birth to its end. */
async function measureLife(method: Method, turns: string[], samples: Samples) {
  const { Process } = getContext(method)
  const [connection, theirs] = Pipe<number, Request>()
  const memory = new RawArray('uint8', bigBytes, { startMethod: 'thread' })
  const view = await memory.view()
  const other = new Process({ target: serve, args: [theirs, memory, turns] })

  const bytesBefore = ownBytes()
  const begin = now()
  await other.start()
  // Its first message: now it runs code of ours. start() comes back long before.
  const bytes = await connection.recv()
  samples.create.push(now() - begin)
  // A thread's memory is part of its process's.
  samples.memory.push((method === 'thread' ? ownBytes() - bytesBefore : bytes) / 1024 ** 2)

  const secret = 1 + Math.floor(Math.random() * 255)
  view?.fill(secret, 0, 1)
  samples.shares.push((await ask(connection, 'look')) === secret)

  const smallBegin = now()
  for (let n = 0; n < smallMessages; n++) await ask(connection, 'answer')
  samples.small.push(((now() - smallBegin) / smallMessages) * 1000)

  const data = new Uint8Array(bigBytes).fill(7)
  const bigBegin = now()
  if (method === 'thread') {
    // It is written where the other can read it.
    view?.set(data)
    await ask(connection, 'look')
  } else {
    await ask(connection, data)
  }
  samples.big.push((now() - bigBegin) * 1000)

  if (turns.length > 0) {
    await connection.send('take turns')
    const turnsBegin = now()
    takeTurns(turns, 'first')
    samples.turn.push(((now() - turnsBegin) / turnRounds / 2) * 1000)
    await connection.recv()
  }

  return async () => {
    const endBegin = now()
    await connection.send('end')
    await other.join()
    samples.end.push(now() - endBegin)
  }
}

/** How many of three neighbours are gone after one throws an error, and after another crashes. */
async function measureCrash(method: Method, samples: Samples) {
  const pipes = ['house', 'neighbour', 'neighbour', 'throws', 'crashes'].map(() => Pipe<number, Request>())
  const rooms = pipes.map(([, theirs]) => theirs)
  const [house, first, second, throws, crashes] = pipes.map(([mine]) => mine)
  if (!house || !first || !second || !throws || !crashes) return
  const building = new Process({ target: beHouse, args: [method, rooms, new RawArray('uint8', 1)] })
  await building.start()
  for (const room of rooms) await room.close()
  for (const [mine] of pipes) await mine.recv()

  const neighbours = [house, first, second]
  const countGone = async () => {
    const answers = await Promise.all(neighbours.map((neighbour) => ask(neighbour, 'answer')))
    return answers.filter((answer) => answer === null).length
  }
  await ask(throws, 'throw')
  samples.afterError.push(await countGone())
  await ask(crashes, 'crash')
  samples.afterCrash.push(await countGone())
  await Promise.all(neighbours.map((neighbour) => neighbour.send('end').catch(() => {})))
  await building.join()
}

/** The answer; null when there is nobody any more. */
async function ask(connection: Connection<number, Request>, request: Request): Promise<number | null> {
  try {
    await connection.send(request)
    return await connection.recv()
  } catch (error) {
    if (error instanceof EOFError || error instanceof BrokenPipeError) return null
    throw error
  }
}

async function measure(method: Method, repeats: number, turns: string[]): Promise<Samples> {
  const samples: Samples = {
    ...{ create: [], memory: [], turn: [], small: [], big: [], end: [] },
    ...{ afterError: [], afterCrash: [], shares: [] },
  }
  // All live until the last was measured: memory that one gives back would be counted as the next one's.
  const ends: (() => Promise<void>)[] = []
  for (let n = 0; n < repeats; n++) ends.push(await measureLife(method, turns, samples))
  for (const end of ends) await end()
  // No time is measured here, so they need not be alone.
  await Promise.all(Array.from({ length: crashRepeats }, () => measureCrash(method, samples)))
  return samples
}

const crashRepeats = 2

/** Calls with the paths of two pipes of the system; with none where it has no such pipes. */
async function withTurns<T>(call: (turns: string[]) => Promise<T>): Promise<T> {
  if (process.platform === 'win32') return call([])
  const folder = mkdtempSync(join(tmpdir(), 'comparison-'))
  try {
    const turns = [join(folder, 'there'), join(folder, 'back')]
    execFileSync('mkfifo', turns)
    return await call(turns)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/* ---- The chart ---- */

/** What a list of measurements says: its middle, and how far it spreads. */
function figures(samples: number[]) {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
  return { samples, median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 }
}

function row(
  id: keyof Samples,
  label: string,
  unit: string,
  note: string,
  all: Record<'process' | 'thread', Samples>,
) {
  const cell = (samples: (number | boolean)[]) => {
    const numbers = samples.filter((sample) => typeof sample === 'number')
    if (numbers.length > 0) return figures(numbers)
    const facts = new Set(samples)
    if (facts.size === 0) return { fact: 'not measured on this system' }
    return { fact: facts.size > 1 ? 'sometimes' : facts.has(true) ? 'yes' : 'no' }
  }
  const [process, thread] = [cell(all.process[id]), cell(all.thread[id])]
  return { id, label, unit, repeats: all.thread[id].length, process, thread, note }
}

export async function main({ repeats = 5 }) {
  const all = await withTurns(async (turns) => ({
    process: await measure('spawn', repeats, turns),
    thread: await measure('thread', repeats, turns),
  }))
  const memoryNote = process.platform === 'linux' ? 'Pages that no other process uses.' : 'Resident memory.'
  return {
    title: 'Processes and threads on this machine',
    columns: [
      { id: 'process', label: 'Process' },
      { id: 'thread', label: 'Thread' },
    ],
    rows: [
      row('shares', 'Can share memory', '', 'One writes a number, the other looks for it.', all),
      row('memory', 'Memory that one more takes', 'MB', memoryNote, all),
      row('create', 'Time to create', 'ms', 'From start() to its first line.', all),
      row(
        'turn',
        'Time to switch',
        'µs',
        'One writes a byte, the other wakes up: half of there and back.',
        all,
      ),
      row('end', 'Time to end', 'ms', 'From the request to end until join() returns.', all),
      row('small', 'Small message, there and back', 'µs', 'By the same Pipe for both.', all),
      row('big', 'Handing over 1 MiB', 'µs', 'A process is sent a copy, a thread reads shared memory.', all),
      row('afterError', 'Gone after an uncaught error', 'of 3', 'Of its house and two neighbours.', all),
      row('afterCrash', 'Gone after a crash', 'of 3', 'Of its house and two neighbours.', all),
    ],
  }
}
