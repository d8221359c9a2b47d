import { describe, expect, it } from 'vitest'
import { factsOf, startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What stays true of `Queue` for a process that puts more than there is room for, without awaiting. */
describe.each(startMethods)('A queue with more under way than there is room for, by %s', (startMethod) => {
  const facts = <T = unknown>(program: string): Promise<T> => factsOf<T>(prelude + program, { startMethod })

  const begin = `
      const size = 6 * 1024 * 1024
      const shown = (item) => item instanceof Uint8Array ? item[0] : item
      const fill = (q, count) => Array.from({ length: count }, (_, n) => q.put(Buffer.alloc(size, n)))`

  it('keeps the order of puts, with and without a time-out', async () => {
    const told = await facts(`${begin}
        export async function main() {
          const q = new Queue(), results = []
          const puts = [...fill(q, 6), q.put('timed', { timeoutMs: 60_000 }), q.put('last')]
          for (const _ of puts) results.push(shown(await q.get()))
          await Promise.all(puts)
          return results
        }`)
    expect(told).toEqual([0, 1, 2, 3, 4, 5, 'timed', 'last'])
  })

  it('is full at once, or when the time-out is over, for a put that is behind the others', async () => {
    const told = await facts(`${begin}
        export async function main() {
          const q = new Queue(1), puts = fill(q, 4), results = []
          const full = [failureText(() => q.putNowait('now')), failure(() => q.put('soon', { timeoutMs: 30 }))]
          const timed = q.put('in time', { timeoutMs: 60_000 })
          const late = q.put('late')
          const errors = await Promise.all(full)
          for (let n = 0; n < 6; n++) results.push(shown(await q.get()))
          await Promise.all([...puts, timed, late])
          return { errors, results, size: await q.size() }
        }`)
    expect(told).toEqual({
      errors: [expect.stringMatching(/^QueueFullError: /), 'QueueFullError'],
      results: [0, 1, 2, 3, 'in time', 'late'],
      size: 0,
    })
  })

  it('closes after what was put with a time-out', async () => {
    const told = await facts(`
        export async function main() {
          const q = new Queue(1)
          await q.put('a')
          const put = failure(() => q.put('b', { timeoutMs: 60_000 }))
          const closing = q.close()
          const got = [await q.get(), await q.get()]
          await closing
          return { got, put: await put, late: await failure(() => q.get()) }
        }`)
    expect(told).toEqual({ got: ['a', 'b'], put: 'none', late: 'QueueClosedError' })
  })

  it('an end that waits in an item is open, although it is closed after the put', async () => {
    const told = await facts(`${begin}
        export async function main() {
          const q = new Queue(1), [a, b] = Pipe()
          const answer = a.recv()
          const puts = [...fill(q, 3), q.put(b)]
          const closing = b.close()
          for (let n = 0; n < 3; n++) await q.get()
          const same = await q.get()
          await Promise.all([...puts, closing])
          await same.send('open')
          return { answer: await answer, closed: b.closed }
        }`)
    expect(told).toEqual({ answer: 'open', closed: true })
  })
})
