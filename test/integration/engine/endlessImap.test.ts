import { describe, expect, it } from 'vitest'
import { engineRun } from '../../support/engineRun.ts'
import { heldBytes } from '../../support/heldBytes.ts'
import { poolPrelude } from '../../support/poolPrelude.ts'

/** Ten thousand tasks of an input without end, whose results are taken slowly: nothing piles up anywhere. */

const itemBytes = 64 * 1024
/** What goes through after the first thousand of ten is 562 MiB: a quarter of that piling up would be seen. */
const flatMiB = 140

interface Told {
  order: boolean
  taken: number
  /** The most items that were read and not taken. */
  ahead: number
  isInputClosed: boolean
  mainMiB: number[]
  workersMiB: number[][]
}

const program = `${poolPrelude}
const mib = (bytes) => Math.round(bytes / 2 ** 20)
export function measure(bytes) { return [bytes[0], process.pid, mib(process.memoryUsage.rss())] }
export async function main({ tasks, itemBytes, options, how }) {
  await using pool = new Pool(2)
  let read = 0, isInputClosed = false
  function* endless() {
    try { for (;;) yield Buffer.alloc(itemBytes, read++ % 256) } finally { isInputClosed = true }
  }
  const seen = { order: true, taken: 0, ahead: 0, mainMiB: [], workers: new Map() }
  for await (const [first, pid, rss] of pool[how](measure, endless(), options)) {
    seen.order &&= first === seen.taken % 256
    seen.taken++
    seen.ahead = Math.max(seen.ahead, read - seen.taken)
    if (seen.taken % 1_000 === 0) {
      seen.mainMiB.push(mib(process.memoryUsage.rss()))
      seen.workers.set(pid, [...(seen.workers.get(pid) ?? []), rss])
    }
    if (seen.taken === tasks) break
    // Slower than two workers with so little to do.
    for (const end = performance.now() + 0.15; performance.now() < end; );
    await turn()
  }
  // The reader of the input hears of the break in its next turn.
  while (!isInputClosed) await turn()
  return { ...seen, workers: undefined, workersMiB: [...seen.workers.values()], isInputClosed }
}`

describe('imap over an endless input with a slow consumer', () => {
  it.each([
    { how: 'imap', tasks: 10_000, options: { bufferSize: 50 }, mostAhead: 50 },
    { how: 'imapUnordered', tasks: 4_000, options: { bufferSize: 40, chunkSize: 8 }, mostAhead: 40 },
    // The default: up to 64 times 16 per worker, but no more than 4 MiB.
    { how: 'imap', tasks: 4_000, options: {}, mostAhead: 2_048 },
  ])(
    '$tasks tasks of $how with $options: memory stays flat, the input read within the buffer',
    async ({ mostAhead, ...how }) => {
      const before = heldBytes(0)
      let hostBytes = 0
      const { end } = await engineRun(program, {
        params: { itemBytes, ...how },
        limitMs: 100_000,
        onMessage: ({ type }) => {
          if (type === 'snapshot')
            hostBytes = Math.max(hostBytes, heldBytes(before + flatMiB * 2 ** 20) - before)
        },
      })
      expect(end.error).toBeNull()
      const told = end.result as Told
      expect(told).toMatchObject({ taken: how.tasks, isInputClosed: true })
      if (how.how === 'imap') expect(told.order).toBe(true)
      // The item that is being taken makes room for one more.
      expect(told.ahead).toBeLessThanOrEqual(mostAhead)
      const [early = 0, ...later] = told.mainMiB
      expect(later).toHaveLength(how.tasks / 1_000 - 1)
      expect(Math.max(...later) - early).toBeLessThan(flatMiB)
      for (const [first = 0, ...rest] of told.workersMiB)
        expect(Math.max(0, ...rest) - first).toBeLessThan(flatMiB)
      // This process holds the broker: what it has under way is bounded, whatever has gone through.
      expect(hostBytes / 2 ** 20).toBeLessThan(flatMiB)
    },
  )
})
