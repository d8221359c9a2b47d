import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What a program can rely on of `Process`, whatever starts it. */
describe.each(startMethods)('Process by %s', (startMethod) => {
  const facts = <T = unknown>(program: string, params: Record<string, unknown> = {}): Promise<T> =>
    factsOf<T>(prelude + program, { startMethod, params })
  const run = (
    program: string,
    options: Parameters<typeof engineRun>[1] = {},
  ): ReturnType<typeof engineRun> => engineRun(prelude + program, { startMethod, ...options })

  it('tells its state before the start, while it lives, after its end and when closed', async () => {
    const told = await facts(`
      export async function child(answers, go) {
        const me = currentProcess(), parent = parentProcess()
        await answers.put({
          name: me.name, isOwnPid: me.pid === process.pid, isAlive: me.isAlive(), daemon: me.daemon,
          repr: String(me).replaceAll(String(me.pid), 'PID').replaceAll(String(parent.pid), 'PARENT'),
          parent: parent.name, parentPid: parent.pid, isParentAlive: await parent.isAlive(), joined: await parent.join(0),
        })
        await go.get()
      }
      export async function main() {
        const answers = new Queue(), go = new Queue()
        const p = new Process({ target: child, args: [answers, go], name: 'x' })
        const repr = () => String(p).replaceAll(String(process.pid), 'PARENT').replace(/pid=\\d+/, 'pid=PID')
        const state = () => [p.isAlive(), typeof p.pid, p.exitCode, activeChildren().length, repr()]
        const misuse = async () => [await failure(() => p.join()), await failure(() => p.terminate()), await failure(() => p.kill()), await failure(() => p.sentinel)]
        const before = { state: state(), misuse: await misuse() }
        await p.start()
        const during = {
          state: state(), again: await failure(() => p.start()), close: await failure(() => p.close()),
          daemon: await failure(() => { p.daemon = true }),
          joins: [await p.join(0), await p.join(-1), await p.join(30)], isSentinel: typeof p.sentinel.processId,
        }
        const told = await answers.get()
        await go.put(1)
        const joins = [await p.join(), await p.join(), await p.join(0)]
        const after = { state: state(), joins, misuse: await misuse() }
        await p.close()
        await p.close()
        const closed = [repr(), p.name]
        for (const use of [() => p.isAlive(), () => p.pid, () => p.exitCode, () => p.join(), () => p.terminate(), () => p.kill(), () => p.start(), () => p.sentinel])
          closed.push(await failure(use))
        return { before, during, child: { ...told, parentPid: told.parentPid === process.pid }, after, closed, main: [currentProcess().name, parentProcess()] }
      }`)
    const misuse = Array.from({ length: 4 }, () => 'MisuseError')
    expect(told).toEqual({
      before: { state: [false, 'object', null, 0, "<Process name='x' parent=PARENT initial>"], misuse },
      during: {
        state: [true, 'number', null, 1, "<Process name='x' pid=PID parent=PARENT started>"],
        again: 'MisuseError',
        close: 'MisuseError',
        daemon: 'MisuseError',
        joins: [false, false, false],
        isSentinel: 'number',
      },
      child: {
        name: 'x',
        isOwnPid: true,
        isAlive: true,
        daemon: false,
        repr: "<Process name='x' pid=PID parent=PARENT started>",
        parent: 'MainProcess',
        parentPid: true,
        isParentAlive: true,
        joined: false,
      },
      after: {
        state: [false, 'number', 0, 0, "<Process name='x' pid=PID parent=PARENT stopped exitcode=0>"],
        joins: [true, true, true],
        misuse: ['none', 'none', 'none', 'none'],
      },
      closed: [
        "<Process name='x' pid=PID parent=PARENT closed exitcode=0>",
        'x',
        ...Array.from({ length: 8 }, () => 'ClosedError'),
      ],
      main: ['MainProcess', null],
    })
  })

  it('names itself by class, number and ancestry, counted when it is constructed', async () => {
    const told = await facts(`
      export class Crawler extends Process {}
      export async function parent(names) {
        const child = new Process({ target: leaf, args: [names] })
        await child.start()
        await child.join()
        await names.put([currentProcess().name, child.name, new Crawler().name])
      }
      export async function leaf(names) { await names.put([currentProcess().name, new Process().name]) }
      export async function main() {
        const names = new Queue()
        const first = new Process({ target: parent, args: [names] })
        const others = [new Crawler(), new Process({ name: 'same' }), new Process({ name: 'same' }), new Process()].map((p) => p.name)
        first.start()
        const told = [await names.get(), await names.get()]
        first.name = 'renamed'
        return { others, told, renamed: first.name }
      }`)
    expect(told).toEqual({
      others: ['Crawler-2', 'same', 'same', 'Process-5'],
      told: [
        ['Process-1:1', 'Process-1:1:1'],
        ['Process-1', 'Process-1:1', 'Crawler-1:2'],
      ],
      renamed: 'renamed',
    })
  })

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
      export async function sleeps() { await sleep(60_000) }
      export async function main() {
        const start = async (target, ...args) => {
          const p = new Process({ target, args, name: target.name + args })
          await p.start()
          return p
        }
        const ended = await Promise.all([start(returns), start(throws), start(throwsText), start(exits, 0), start(exits, 7), start(exits, 259),
          start(setsExitCode), start(killsItself), start(rejects), start(throwsLater), start(neverSettles)])
        const terminated = await start(sleeps), killed = await start(sleeps)
        await terminated.terminate()
        await killed.kill()
        const all = [...ended, terminated, killed]
        for (const p of all) await p.join()
        return { codes: all.map((p) => p.exitCode), repr: [terminated, killed].map((p) => String(p).replace(/.*stopped/, '')) }
      }`)
    expect(end).toMatchObject({ outcome: 'completed', exitCode: 0 })
    expect(end.result).toEqual({
      codes: [0, 1, 1, 0, 7, 3, 5, -9, 1, 1, 13, -15, -9],
      repr: [' exitcode=-SIGTERM>', ' exitcode=-SIGKILL>'],
    })
    expect(stderr).toMatch(/Process throws:\nTypeError: boom\n {4}at .*program\.ts:\d+/)
    expect(stderr).toMatch(/Process throwsText:\n.*words/)
    expect(stderr).toMatch(/Process rejects:\n[^]*RangeError: unheard\n {4}at /)
    expect(stderr).toMatch(/Process throwsLater:\n[^]*Error: late\n {4}at /)
    expect(stderr).toContain('waits for a promise that nothing will settle')
    // What the host sees is what the program sees.
    const seen = snapshot.processes.filter(({ role }) => role === 'process')
    expect(seen.map(({ exitCode }) => exitCode).sort()).toEqual(
      [0, 1, 1, 0, 7, 3, 5, -9, 1, 1, 13, -15, -9].sort(),
    )
  })

  it('gets its arguments as they were when it was constructed, cloned', async () => {
    const told = await facts(`
      export async function child(answers, list, map, date, big, cyclic, bytes, nothing) {
        list.push('here')
        await answers.put({ list, map: [...map], date: date.getTime(), big: String(big), isCyclic: cyclic.self === cyclic, bytes: [...bytes], nothing, count: arguments.length })
      }
      export async function main() {
        const answers = new Queue()
        const list = [1], cyclic = {}
        cyclic.self = cyclic
        const args = [answers, list, new Map([['a', 1]]), new Date(5), 7n, cyclic, Uint8Array.of(1, 2), undefined]
        const p = new Process({ target: child, args })
        args.length = 0
        await p.start()
        const told = await answers.get()
        await p.join()
        return { told, list }
      }`)
    expect(told).toEqual({
      told: {
        list: [1, 'here'],
        map: [['a', 1]],
        date: 5,
        big: '7',
        isCyclic: true,
        bytes: [1, 2],
        count: 8,
      },
      list: [1],
    })
  })

  it('runs the run() of a subclass with the fields that its object had at the start', async () => {
    const told = await facts(`
      export function target(answers, n) { return answers.put(['target', n]) }
      export class Counter extends Process {
        total = 0
        constructor(answers, ...numbers) { super({ name: 'counter' }); this.answers = answers; this.numbers = numbers; }
        get isHere() { return true }
        async run() {
          for (const n of this.numbers) this.total += n
          await this.answers.put([this.total, this.name, this.constructor.name, this.isHere, this === currentProcess(), this.pid === process.pid])
        }
      }
      export class Wrapped extends Process {
        async run() { await super.run(); await this.extra.put('after') }
      }
      export async function main() {
        const answers = new Queue()
        const counter = new Counter(answers, 1, 2)
        counter.numbers.push(3)
        await counter.start()
        counter.numbers.push(100)
        await counter.join()
        const wrapped = new Wrapped({ target, args: [answers, 5] })
        wrapped.extra = answers
        await wrapped.start()
        await wrapped.join()
        return { told: [await answers.get(), await answers.get(), await answers.get()], total: counter.total, codes: [counter.exitCode, wrapped.exitCode] }
      }`)
    expect(told).toEqual({
      told: [[6, 'counter', 'Counter', true, true, true], ['target', 5], 'after'],
      total: 0,
      codes: [0, 0],
    })
  })

  it('is ended by kill() when it ignores terminate()', async () => {
    const told = await facts(`
      export async function stubborn(ready) {
        process.on('SIGTERM', () => ready.put('asked'))
        await ready.put('ready')
        await sleep(60_000)
      }
      export async function busy(ready) {
        process.on('SIGTERM', () => {})
        await ready.put('ready')
        for (;;);
      }
      export async function main() {
        const told = []
        for (const target of [stubborn, busy]) {
          const ready = new Queue()
          const p = new Process({ target, args: [ready] })
          await p.start()
          await ready.get()
          await p.terminate()
          if (target === stubborn) told.push(await ready.get())
          told.push(await p.join(50), p.isAlive())
          await p.kill()
          told.push(await p.join(), p.exitCode)
        }
        return told
      }`)
    expect(told).toEqual(['asked', false, true, true, -9, false, true, true, -9])
  })

  describe('daemons', () => {
    it('are ended with their parent, the others are awaited; daemons have no children', async () => {
      const { end, snapshot, stdout } = await run(`
        export async function forever() { await sleep(60_000) }
        export async function slow(parts) { await sleep(150); console.log('slow is done') }
        export async function daemon(answers) {
          const child = new Process({ target: slow })
          await answers.put([currentProcess().daemon, child.daemon, await failureText(() => child.start())])
          await sleep(60_000)
        }
        export async function parent() {
          await new Process({ target: forever, daemon: true, name: 'inner daemon' }).start()
          await new Process({ target: slow, name: 'inner slow' }).start()
        }
        export async function main() {
          const answers = new Queue()
          await new Process({ target: daemon, args: [answers], daemon: true, name: 'daemon' }).start()
          await new Process({ target: parent, name: 'parent' }).start()
          await new Process({ target: slow, name: 'slow' }).start()
          return answers.get()
        }`)
      expect(end).toMatchObject({ outcome: 'completed' })
      expect(end.result).toEqual([
        true,
        true,
        'MisuseError: Daemonic processes are not allowed to have children.',
      ])
      const codes = Object.fromEntries(snapshot.processes.map(({ name, exitCode }) => [name, exitCode]))
      expect(codes).toEqual({
        MainProcess: 0,
        daemon: -15,
        parent: 0,
        slow: 0,
        'inner daemon': -15,
        'inner slow': 0,
      })
      expect(stdout.match(/slow is done/g)).toHaveLength(2)
    })

    it('of a process that is killed or exits at once are ended too', async () => {
      const { end, snapshot } = await run(`
        export async function forever() { await sleep(60_000) }
        export async function parent(ready, how) {
          await new Process({ target: forever, daemon: true, name: 'daemon of ' + how }).start()
          await ready.put(1)
          if (how === 'exit') process.exit(2)
          if (how === 'throw') throw new Error('expected')
          await sleep(60_000)
        }
        export async function main() {
          const ready = new Queue()
          const parents = ['exit', 'throw', 'kill'].map((how) => new Process({ target: parent, args: [ready, how], name: how }))
          for (const p of parents) await p.start()
          for (const _ of parents) await ready.get()
          await parents[2].kill()
          for (const p of parents) await p.join()
          return parents.map((p) => p.exitCode)
        }`)
      expect(end.result).toEqual([2, 1, -9])
      const daemons = snapshot.processes.filter(({ name }) => name.startsWith('daemon'))
      expect(daemons.map(({ exitCode }) => exitCode)).toEqual([-15, -15, -15])
    })
  })

  it('sees the death of its parent', async () => {
    const told = await facts(`
      export async function child(answers) {
        const parent = parentProcess()
        await answers.put(await parent.join(0))
        const hasEnded = await parent.join()
        await answers.put([parent.name, hasEnded, await parent.isAlive(), activeChildren().length])
      }
      export async function middle(answers) {
        await new Process({ target: child, args: [answers] }).start()
        await sleep(60_000)
      }
      export async function main() {
        const answers = new Queue()
        const p = new Process({ target: middle, args: [answers], name: 'middle' })
        await p.start()
        const before = await answers.get()
        await p.kill()
        return [before, await answers.get()]
      }`)
    expect(told).toEqual([false, ['middle', true, false, 0]])
  })

  it('starts nested processes, and the host knows the logical tree', async () => {
    const { end, snapshot } = await run(`
      export async function nest(depth, pids) {
        await pids.put([depth, process.pid, parentProcess().pid])
        if (depth === 0) return
        const child = new Process({ target: nest, args: [depth - 1, pids] })
        await child.start()
        await child.join()
      }
      export async function main() {
        const pids = new Queue()
        const p = new Process({ target: nest, args: [2, pids] })
        await p.start()
        await p.join()
        await pids.close()
        const told = []
        for await (const fact of pids) told.push(fact)
        return told
      }`)
    const tree = snapshot.processes.map(({ pid, parentPid }) => [pid, parentPid])
    expect(tree[0]).toEqual([tree[0]?.[0], process.pid])
    expect((end.result as number[][]).map(([_depth, pid, parentPid]) => [pid, parentPid])).toEqual(
      tree.slice(1),
    )
  })

  describe('refuses, and says what to do', () => {
    it('what cannot be found or cannot be sent', async () => {
      const told = await facts<Record<string, string>>(`
        function hidden() {}
        export function target() {}
        class Hidden extends Process {}
        export class Shown extends Process { handler = { deep: [() => {}] } }
        export async function main() {
          const text = (options) => failureText(() => new Process(options).start())
          const limited = new Process({ target, args: [() => {}] })
          const first = await failure(() => limited.start())
          return {
            hidden: await text({ target: hidden }),
            arrow: await text({ target: [() => {}][0] }),
            Hidden: await failureText(() => new Hidden().start()),
            path: await text({ target, args: [1, { list: [Symbol('s')] }] }),
            field: await failureText(() => new Shown().start()),
            method: await text({ target, startMethod: 'teleport' }),
            notFunction: await failureText(() => new Process({ target: 'target' })),
            // A start that failed may be tried again.
            retry: first + ' ' + limited.isAlive() + ' ' + await failure(() => limited.start()),
            process: await text({ target, args: [new Process({ target })] }),
            self: await text({ target, args: [currentProcess()] }),
          }
        }`)
      expect(told).toMatchObject({
        hidden: expect.stringMatching(/^NotExportedError: 'hidden' .*Write 'export function hidden'/),
        arrow: expect.stringMatching(/^NotExportedError: .*anonymous function.*export it/i),
        Hidden: expect.stringMatching(/^NotExportedError: 'Hidden' .*Write 'export class Hidden'/),
        path: expect.stringMatching(/^SerializationError: .*args\[1\]\.list\[0\]/),
        field: expect.stringMatching(/^SerializationError: .*handler\.deep\[0\]/),
        method: expect.stringMatching(/^ProcessStartError: .*'teleport'.*spawn/),
        notFunction: expect.stringMatching(/^MisuseError: .*function.*string/),
        retry: 'SerializationError false SerializationError',
        process: expect.stringMatching(/^SerializationError: .*args\[0\]/),
        self: expect.stringMatching(/^SerializationError: .*args\[0\]/),
      })
    })

    it('a start at the top level of the program, also where nobody awaits it', async () => {
      const awaited = await run(`
        export function target() {}
        await new Process({ target }).start()
        export async function main() {}`)
      expect(awaited.end).toMatchObject({ outcome: 'failed', exitCode: 1, error: { name: 'BootstrapError' } })
      expect(awaited.stderr).toMatch(
        /^BootstrapError: Process\.start\(\) .*top level of program\.ts.*main\(\).*\n$/,
      )
      const forgotten = await run(`
        export function target() {}
        new Process({ target }).start()
        export async function main() { await sleep(60_000) }`)
      expect(forgotten.end).toMatchObject({
        outcome: 'failed',
        exitCode: 1,
        error: { name: 'BootstrapError' },
      })
      expect(awaited.snapshot.processes).toHaveLength(1)
    })

    it('more processes than the run may have', async () => {
      const { end } = await run(
        `
        export async function wait(go) { await go.get() }
        export async function main() {
          const go = new Queue()
          const children = []
          const start = async () => { const p = new Process({ target: wait, args: [go] }); await p.start(); children.push(p) }
          const text = await failureText(async () => { for (;;) await start() })
          const count = children.length
          await go.put(1)
          await Promise.race(children.map((p) => p.join()))
          await start()
          for (const _ of children) await go.put(1)
          return { text, count }
        }`,
        { maxProcesses: 4 },
      )
      expect(end.result).toEqual({
        count: 3,
        text: expect.stringMatching(/^ProcessLimitError: Process-4 .*4 processes.*limit.*Join/),
      })
    })
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
      expect(snapshot.processes.map(({ exitCode }) => exitCode)).toEqual([0, 0, -9])
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

  it('starting processes without end stops at the limit, says so, and everything ends', async () => {
    const { end, snapshot, stderr } = await run(
      `
      export async function fork() {
        for (;;) await new Process({ target: fork }).start()
      }
      export async function main() { await fork() }`,
      { maxProcesses: 12 },
    )
    expect(end).toMatchObject({ outcome: 'failed', exitCode: 1, error: { name: 'ProcessLimitError' } })
    expect(stderr).toContain('ProcessLimitError')
    expect(snapshot.processes.every(({ phase }) => phase === 'ended')).toBe(true)
  })
})
