import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, allStartMethods, type EngineRunOptions } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** How a process ends, and that its end loses nothing and holds up nobody. */
describe.each(allStartMethods)('The end of a process by %s', (startMethod) => {
  /** A thread's pid is its process's, and no signal is for it alone. */
  const isThread = startMethod === 'thread'
  const facts = <T = unknown>(program: string, params: Record<string, unknown> = {}): Promise<T> =>
    factsOf<T>(prelude + program, { startMethod, params })
  const run = (program: string, options: EngineRunOptions = {}): ReturnType<typeof engineRun> =>
    engineRun(prelude + program, { startMethod, ...options })

  it('ends with the exit code that says how', async () => {
    const { end, stderr, snapshot } = await run(`
      export function returns() { return 3 }
      export async function throws() { await sleep(1); throw new TypeError('boom') }
      export function throwsText() { throw 'words' }
      export function exits(code) { process.exit(code) }
      export function setsExitCode() { process.exitCode = 5 }
      export function killsItself() { process.kill(process.pid, 'SIGKILL'); for (;;); }
      export async function rejects() { void Promise.reject(new RangeError('unheard')); await sleep(60_000) }
      export async function throwsLater() { setTimeout(() => { throw new Error('late') }); await sleep(60_000) }
      export async function neverSettles() { await new Promise(() => {}) }
      export class Private extends Process {
        #secret = 1
        run() { return this.#secret }
      }
      export async function sleeps() { await sleep(60_000) }
      export async function main() {
        const start = async (target, ...args) => {
          const p = new Process({ target, args, name: target.name + args })
          await p.start()
          return p
        }
        const ended = await Promise.all([start(returns), start(throws), start(throwsText), start(exits, 0), start(exits, 7), start(exits, 259),
          start(setsExitCode), ${isThread ? '' : 'start(killsItself),'} start(rejects), start(throwsLater), start(neverSettles)])
        const terminated = await start(sleeps), killed = await start(sleeps)
        await terminated.terminate()
        await killed.kill()
        const hidden = new Private({ name: 'private' })
        await hidden.start()
        const all = [...ended, terminated, killed, hidden]
        for (const p of all) await p.join()
        return { codes: all.map((p) => p.exitCode), repr: [terminated, killed].map((p) => String(p).replace(/.*stopped/, '')) }
      }`)
    expect(end).toMatchObject({ outcome: 'completed', exitCode: 0 })
    // Of a signal that the engine did not send Electron tells only the number.
    const byItself = startMethod === 'utility' ? 9 : -9
    const codes = [0, 1, 1, 0, 7, 3, 5, ...(isThread ? [] : [byItself]), 1, 1, 13, -15, -9, 1]
    expect(end.result).toEqual({
      codes,
      repr: [' exitcode=-SIGTERM>', ' exitcode=-SIGKILL>'],
    })
    expect(stderr).toMatch(/Process throws:\nTypeError: boom\n {4}at .*program\.ts:\d+/)
    expect(stderr).toMatch(/Process throwsText:\n.*words/)
    expect(stderr).toMatch(/Process rejects:\n[^]*RangeError: unheard\n {4}at /)
    expect(stderr).toMatch(/Process throwsLater:\n[^]*Error: late\n {4}at /)
    expect(stderr).toMatch(
      /Process private:\nTypeError: .*Private \(#\) members of Private do not come along/,
    )
    expect(stderr).toContain('waits for a promise that nothing will settle')
    // What the host sees is what the program sees.
    const seen = snapshot.processes.filter(({ role }) => role === (isThread ? 'thread' : 'process'))
    expect(seen.map(({ exitCode }) => exitCode).sort()).toEqual(codes.sort())
  })

  describe('loses nothing at its end', () => {
    it('of what it put, sent and printed: it returns, throws, or calls process.exit() at once', async () => {
      const { end, stdout } = await run(
        `
        const filler = 'x'.repeat(200)
        export async function speak(how, queue, writer, messages) {
          for (let n = 0; n < messages; n++) { queue.put([n, filler]); writer.send([n, filler]) }
          console.log('y'.repeat(3_000_000) + how)
          if (how === 'exit') process.exit(3)
          if (how === 'throw') throw new Error('expected')
        }
        async function count(items) {
          let next = 0
          for await (const [n] of items) if (n !== next++) throw new Error('out of order')
          return next
        }
        export async function main() {
          const told = []
          for (const how of ['return', 'exit', 'throw']) {
            const queue = new Queue(), [reader, writer] = Pipe(false)
            const p = new Process({ target: speak, args: [how, queue, writer, 4_000] })
            await p.start()
            await writer.close()
            await p.join()
            await queue.close()
            told.push([how, p.exitCode, await count(queue), await count(reader)])
          }
          return told
        }`,
        { maxOutputBytes: 100_000_000 },
      )
      expect(end.result).toEqual([
        ['return', 0, 4_000, 4_000],
        ['exit', 3, 4_000, 4_000],
        ['throw', 1, 4_000, 4_000],
      ])
      // console.log adds a line's end.
      expect(stdout).toHaveLength(3 * 3_000_001 + 'returnexitthrow'.length)
      expect(stdout.match(/y(return|exit|throw)\n/g)).toHaveLength(3)
    })

    it('of puts that still wait for room in a full queue, nor a start that nobody awaited', async () => {
      const told = await facts(`
        export async function filler(queue) { for (let n = 0; n < 50; n++) queue.put(n) }
        export async function parent(queue) { new Process({ target: filler, args: [queue] }).start() }
        export async function main() {
          const queue = new Queue(3), fresh = new Process({ target: parent, args: [queue] })
          const started = fresh.start()
          const state = [fresh.isAlive(), fresh.pid]
          const joined = fresh.join()
          const got = []
          for (let n = 0; n < 50; n++) got.push(await queue.get())
          return { state, joined: await joined, got: got.every((item, n) => item === n), left: await queue.size() }
        }`)
      expect(told).toEqual({ state: [true, null], joined: true, got: true, left: 0 })
    })

    it('of what waits for room when it calls process.exit(), nor of what it closes after that; it need not wait for it', async () => {
      const told = await facts(`
        export function leave(queue, writer, closed) {
          for (let n = 0; n < 50; n++) queue.put(n)
          for (let n = 0; n < 6; n++) writer.send(Buffer.alloc(5_000_000, n))
          writer.close()
          for (let n = 0; n < 10; n++) closed.put(n)
          closed.close()
          process.exit(3)
        }
        export async function main() {
          const queue = new Queue(3), closed = new Queue(2), [reader, writer] = Pipe(false)
          const p = new Process({ target: leave, args: [queue, writer, closed] })
          await p.start()
          await writer.close()
          await p.join()
          const after = queue.put('after'), got = [], sent = [], rest = []
          for (let n = 0; n < 51; n++) got.push(await queue.get())
          await after
          for await (const bytes of reader) sent.push(bytes[0])
          const late = await failure(() => closed.put('late'))
          for await (const n of closed) rest.push(n)
          return { exitCode: p.exitCode, isWhole: got.every((item, n) => item === (n < 50 ? n : 'after')), sent, rest, late }
        }`)
      expect(told).toEqual({
        exitCode: 3,
        isWhole: true,
        sent: [0, 1, 2, 3, 4, 5],
        rest: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        late: 'QueueClosedError',
      })
    })

    it('and a join waits for nobody to take the queued items', async () => {
      // In CPython 60 kB are fine and 70 kB wait for ever.
      const told = await facts(`
        export function fill(queue, bytes) { return queue.put('x'.repeat(bytes)) }
        export async function main() {
          const queue = new Queue()
          for (const bytes of [60_000, 70_000, 5_000_000]) {
            const p = new Process({ target: fill, args: [queue, bytes] })
            await p.start()
            await p.join()
          }
          return [(await queue.get()).length, (await queue.get()).length, (await queue.get()).length]
        }`)
      expect(told).toEqual([60_000, 70_000, 5_000_000])
    })
  })

  describe('ends what would go on for ever', () => {
    it('when main fails while others wait for it', async () => {
      const { end, snapshot, stderr } = await run(`
        export async function wait(queue) { await queue.get() }
        export async function main() {
          const queue = new Queue()
          for (let n = 0; n < 2; n++) await new Process({ target: wait, args: [queue] }).start()
          throw new Error('boom', { cause: new TypeError('why') })
        }`)
      expect(end).toMatchObject({
        outcome: 'failed',
        exitCode: 1,
        error: { name: 'Error', message: 'boom', stack: expect.stringContaining('program.ts') },
      })
      expect(stderr).toMatch(/^Error: boom\n {4}at [^]*TypeError: why/)
      expect(snapshot.processes.map(({ exitCode, endedBy }) => [exitCode, endedBy])).toEqual([
        [1, null],
        [-15, 'engine'],
        [-15, 'engine'],
      ])
    })

    it('daemons that ignore SIGTERM', async () => {
      const { end, snapshot } = await run(`
        export async function stubborn(ready) { process.on('SIGTERM', () => {}); await ready.put(1); for (;;); }
        export async function parent(ready) {
          await new Process({ target: stubborn, args: [ready], daemon: true }).start()
          await ready.get()
        }
        export async function main() {
          const ready = new Queue(), p = new Process({ target: parent, args: [ready] })
          await p.start()
          await p.join()
          return p.exitCode
        }`)
      expect(end).toMatchObject({ outcome: 'completed', result: 0 })
      // A thread has no signals to ignore.
      expect(snapshot.processes.map(({ exitCode }) => exitCode)).toEqual([0, 0, isThread ? -15 : -9])
    })

    it('a program that waits for what will never come', async () => {
      const words = /waits for a promise that nothing will settle/
      const inMain = await run(`export async function main() { await new Promise(() => {}) }`)
      expect(inMain.end).toMatchObject({ outcome: 'failed', exitCode: 13 })
      expect(inMain.stderr).toMatch(words)
      const atImport = await run(`await new Promise(() => {}); export function main() {}`)
      expect(atImport.end).toMatchObject({ outcome: 'failed', exitCode: 13 })
      expect(atImport.stderr).toMatch(words)
    })

    it('everybody, when the main program is killed, and grandchildren that a kill has orphaned', async () => {
      const { end, snapshot } = await run(
        `
        export async function forever(depth) {
          if (depth > 0) await new Process({ target: forever, args: [depth - 1] }).start()
          for (;;) await sleep(1_000)
        }
        export async function main() {
          await new Process({ target: forever, args: [1] }).start()
          await sleep(60_000)
        }`,
        {
          onMessage: (message, session) => {
            if (message.type !== 'events') return
            const isLast = message.events.some(
              (event) => event.type === 'process-ready' && event.processId === 3,
            )
            if (isLast) session.handle({ type: 'end-process', processId: 1, signal: 'SIGKILL' })
          },
        },
      )
      expect(end).toMatchObject({ outcome: 'killed', exitCode: -9 })
      expect(snapshot.processes.map(({ exitCode }) => exitCode)).toEqual([-9, -15, -15])
    })
  })

  it('that prints 100 MB is not held up; what is not kept is counted', async () => {
    const { end, stdout, snapshot } = await run(`
      export function main() {
        const line = 'z'.repeat(99_999)
        for (let n = 0; n < 1_000; n++) console.log(line)
        return 'printed'
      }`)
    expect(end.result).toBe('printed')
    expect(stdout.length + snapshot.loss.outputBytesDropped).toBe(100_000_000)
    expect(stdout).toHaveLength(1024 * 1024)
  })
})
