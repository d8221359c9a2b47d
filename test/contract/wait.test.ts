import { describe, expect, it } from 'vitest'
import { factsOf, startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What a program can rely on of `wait`, whatever starts its processes. */
describe.each(startMethods)('wait by %s', (startMethod) => {
  const facts = <T = unknown>(program: string): Promise<T> =>
    factsOf<T>(prelude + 'const { wait } = mp\n' + program, { startMethod })

  it('gives at once what is ready: connections at a message and at their end, in the order given', async () => {
    const told = await facts(`
      export async function main() {
        const [a, toA] = Pipe(), [b, toB] = Pipe(false), [c, toC] = Pipe(), [d] = Pipe()
        const name = new Map([[a, 'a'], [b, 'b'], [c, 'c'], [d, 'd']])
        const names = async (...args) => (await wait(...args)).map((object) => name.get(object))
        const ready = [await names([a, b], 0), await names([a, b], 20), await names([])]
        await toA.send('to a')
        await toC.close()
        ready.push(await names([d, c, b, a]), await names([b, a, a], 0), await names(new Set([d]), -1))
        await toB.send('to b')
        ready.push(await names([b, a], 60_000))
        // Nothing is taken by it.
        const got = [await a.recv(), await b.recv(), await failure(() => c.recv())]
        ready.push(await names([a, b], 0))
        return { ready, got }
      }`)
    expect(told).toEqual({
      ready: [[], [], [], ['c', 'a'], ['a'], [], ['b', 'a'], []],
      got: ['to a', 'to b', 'EOFError'],
    })
  })

  it('waits for the first of them: a message, or an end of file that a death brings', async () => {
    const told = await facts(`
      export async function talk(writer, go) {
        for await (const message of go) await writer.send(message)
      }
      export async function main() {
        const pairs = [0, 1, 2].map(() => Pipe(false)), readers = pairs.map(([reader]) => reader), gates = pairs.map(() => new Queue())
        const ps = pairs.map(([, writer], n) => new Process({ target: talk, args: [writer, gates[n]] }))
        for (const p of ps) await p.start()
        for (const [, writer] of pairs) await writer.close()
        const received = []
        const next = async () => { for (const reader of await wait(readers)) received.push([readers.indexOf(reader), await reader.recv().catch((error) => error.name)]) }
        for (const n of [2, 0, 2, 1]) {
          const waiting = next()
          await gates[n].put('from ' + n)
          await waiting
        }
        const waiting = next()
        await ps[1].kill()
        await waiting
        for (const gate of gates) await gate.close()
        return received
      }`)
    expect(told).toEqual([
      [2, 'from 2'],
      [0, 'from 0'],
      [2, 'from 2'],
      [1, 'from 1'],
      [1, 'EOFError'],
    ])
  })

  it('a sentinel is ready exactly when its process has ended', async () => {
    const told = await facts(`
      export async function until(gate, how) {
        await gate.get()
        if (how === 'throw') throw new Error('expected')
        if (how === 'exit') process.exit(3)
      }
      const exists = (pid) => { try { return process.kill(pid, 0) } catch { return false } }
      export async function main() {
        const [idle] = Pipe(), ends = [], lives = []
        for (const how of ['return', 'throw', 'exit', 'kill']) {
          const gate = new Queue(), p = new Process({ target: until, args: [gate, how] })
          await p.start()
          lives.push((await wait([p.sentinel, idle], 0)).length, (await wait([p.sentinel], 10)).length)
          const waiting = wait([idle, p.sentinel])
          if (how === 'kill') await p.kill()
          else await gate.put('go')
          const ready = await waiting
          ends.push([ready.length === 1 && ready[0] === p.sentinel, p.isAlive(), p.exitCode, exists(p.pid), (await wait([p.sentinel])).length])
        }
        return { lives, ends }
      }`)
    expect(told).toEqual({
      lives: [0, 0, 0, 0, 0, 0, 0, 0],
      // A thread's process lives on.
      ends: [0, 1, 3, -9].map((exitCode) => [true, false, exitCode, startMethod === 'thread', 1]),
    })
  })

  it('refuses what cannot become ready, and ends with a connection that is closed meanwhile', async () => {
    const told = await facts(`
      export async function main() {
        const [reader, writer] = Pipe(false), [a, b] = Pipe(), [closed] = Pipe()
        await closed.close()
        const errors = []
        for (const objects of [[writer], [new Queue()], [null], [5], ['a'], 5])
          errors.push(await failure(() => wait(objects)))
        errors.push(await failureText(() => wait([a, closed])), await failure(() => wait([a], 'soon')))
        const waiting = failure(() => wait([a, reader]))
        await a.close()
        errors.push(await waiting)
        // The others are as before.
        await writer.send('still')
        return { errors, ready: (await wait([reader])).length, got: await reader.recv() }
      }`)
    expect(told).toEqual({
      errors: [
        ...Array.from({ length: 6 }, () => 'MisuseError'),
        expect.stringMatching(/^ClosedError: .*wait cannot work/),
        'MisuseError',
        'ClosedError',
      ],
      ready: 1,
      got: 'still',
    })
  })
})
