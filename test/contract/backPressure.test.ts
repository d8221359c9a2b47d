import { describe, expect, it } from 'vitest'
import { engineRun, startMethods } from '../support/engineRun.ts'
import { heldBytes } from '../support/heldBytes.ts'
import { prelude } from '../support/programPrelude.ts'

/** What may be under way to one object, several times over: in frames, sockets and the queue. */
const limitBytes = 100_000_000

/** A producer that is faster than its consumer costs its own memory, never that of the host. */
describe.each(startMethods)('Back-pressure between processes by %s', (startMethod) => {
  /** Runs it, and tells how much more memory for items this process, which holds the broker, had meanwhile. */
  async function grownBy(
    program: string,
  ): Promise<{ result: unknown; grownBytes: number; maxDepth: number }> {
    const before = heldBytes(0)
    let most = before
    const { end, snapshot } = await engineRun(prelude + program, {
      startMethod,
      onMessage: ({ type }) => {
        if (type === 'snapshot') most = Math.max(most, heldBytes(before + limitBytes))
      },
    })
    return { result: end.result, grownBytes: most - before, maxDepth: snapshot.channels[0]?.maxDepth ?? -1 }
  }

  const slowConsumer = `
    export async function consume(source) {
      let count = 0
      for await (const bytes of source) { if (bytes[0] !== count % 256) throw new Error('out of order'); count++; await sleep(2) }
      return count
    }`

  it('a flood of puts that nobody awaits waits where it comes from, in order, and holds up nothing else', async () => {
    const { result, grownBytes, maxDepth } = await grownBy(`${slowConsumer}
      export async function flood(q, other) {
        for (let n = 0; n < 200; n++) q.put(Buffer.alloc(1_000_000, n % 256))
        // Another queue is not held up, and closing comes after what was put before.
        await other.put(await q.size() < 200)
        await q.close()
      }
      export async function main() {
        const q = new Queue(3), other = new Queue()
        const p = new Process({ target: flood, args: [q, other] })
        await p.start()
        const wasFree = await other.get()
        const count = await consume(q)
        await p.join()
        return { wasFree, count, exitCode: p.exitCode }
      }`)
    expect(result).toEqual({ wasFree: true, count: 200, exitCode: 0 })
    expect(maxDepth).toBe(3)
    expect(grownBytes).toBeLessThan(limitBytes)
  })

  it('so does one of sends', async () => {
    const { result, grownBytes } = await grownBy(`${slowConsumer}
      export function flood(writer) {
        for (let n = 0; n < 200; n++) writer.send(Buffer.alloc(1_000_000, n % 256))
        writer.close()
      }
      export async function main() {
        const [reader, writer] = Pipe(false), p = new Process({ target: flood, args: [writer] })
        await p.start()
        await writer.close()
        return consume(reader)
      }`)
    expect(result).toBe(200)
    expect(grownBytes).toBeLessThan(limitBytes)
  })

  it('half a million puts through a small queue leave nothing behind', async () => {
    const { result, grownBytes, maxDepth } = await grownBy(`
      export async function produce(q) {
        for (let n = 0; n < 500_000; n += 500) await Promise.all(Array.from({ length: 500 }, (_, k) => q.put(n + k)))
        await q.close()
      }
      export async function main() {
        const q = new Queue(1_000), p = new Process({ target: produce, args: [q] })
        await p.start()
        let count = 0, sum = 0
        for await (const n of q) { sum += n; if (++count % 5_000 === 0) await sleep(1) }
        return { count, sum }
      }`)
    expect(result).toEqual({ count: 500_000, sum: (500_000 * 499_999) / 2 })
    expect(maxDepth).toBeLessThanOrEqual(1_000)
    expect(grownBytes).toBeLessThan(limitBytes)
  })
})
