import { describe, expect, it } from 'vitest'
import { factsOf, startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** Connections are values too: they can be sent, and are open while they are on their way. */
describe.each(startMethods)('A connection between processes by %s', (startMethod) => {
  const facts = <T = unknown>(program: string): Promise<T> => factsOf<T>(prelude + program, { startMethod })

  it('travels itself: through a queue, another pipe, back and forth, and is open on its way', async () => {
    const told = await facts(`
      export async function worker(connections) {
        // Each message is a connection to answer on.
        for await (const { reply, n } of connections) { await reply.send(n * 2); await reply.close() }
      }
      export async function main() {
        const [reader, writer] = Pipe(false)
        const p = new Process({ target: worker, args: [reader] })
        await p.start()
        await reader.close()
        const answers = []
        for (let n = 1; n <= 3; n++) {
          const [mine, theirs] = Pipe(false)
          await writer.send({ reply: theirs, n })
          await theirs.close()
          answers.push(await mine.recv(), await failure(() => mine.recv()))
        }
        await writer.close()
        await p.join()
        // In a queue an end belongs to nobody, and is open all the same.
        const q = new Queue(), [r, w] = Pipe(false)
        await q.put([w, w])
        await w.close()
        const onItsWay = await failure(() => r.recv({ timeoutMs: 20 }))
        const [again, same] = await q.get()
        await again.send('still open')
        const got = await r.recv()
        const isOne = again === same
        await again.close()
        return { answers, exitCode: p.exitCode, onItsWay, got, isOne, end: await failure(() => r.recv()) }
      }`)
    expect(told).toEqual({
      answers: [2, 'EOFError', 4, 'EOFError', 6, 'EOFError'],
      exitCode: 0,
      onItsWay: 'TimeoutError',
      got: 'still open',
      isOne: true,
      end: 'EOFError',
    })
  })

  it('stays open in a message that an iterating process was lent and never handed', async () => {
    const told = await facts(`
      export async function take(q, ready, how) {
        let n = 0
        for await (const item of q) {
          // Enough to be lent several ahead, the connections among them.
          if (++n < 40) continue
          await ready.put(n)
          if (how === 'leave') break
          await sleep(60_000)
        }
        await ready.get()
      }
      export async function main() {
        const told = []
        for (const how of ['leave', 'kill']) {
          const q = new Queue(), ready = new Queue(), [r, w] = Pipe(false)
          const burst = []
          for (let n = 0; n < 40; n++) burst.push(q.put(n))
          for (let n = 0; n < 60; n++) burst.push(q.put(w))
          await Promise.all(burst)
          await w.close()
          const p = new Process({ target: take, args: [q, ready, how] })
          await p.start()
          await ready.get()
          if (how === 'kill') { await p.kill(); await p.join() }
          const isOpen = await failure(() => r.recv({ timeoutMs: 30 }))
          let sent = 0
          while (await q.size() > 0) { const end = await q.get(); await end.send(++sent); await end.close() }
          const got = []
          while (got.at(-1) !== 'EOFError') got.push(await r.recv().catch((error) => error.name))
          told.push([how, isOpen, sent, got.length, p.isAlive()])
          await ready.put('end')
        }
        return told
      }`)
    expect(told).toEqual([
      ['leave', 'TimeoutError', 60, 61, true],
      ['kill', 'TimeoutError', 60, 61, false],
    ])
  })
})
