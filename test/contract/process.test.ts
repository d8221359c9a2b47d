import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, allStartMethods, type EngineRunOptions } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What a program can rely on of `Process`, whatever starts it. */
describe.each(allStartMethods)('Process by %s', (startMethod) => {
  const facts = <T = unknown>(program: string, params: Record<string, unknown> = {}): Promise<T> =>
    factsOf<T>(prelude + program, { startMethod, params })
  const run = (program: string, options: EngineRunOptions = {}): ReturnType<typeof engineRun> =>
    engineRun(prelude + program, { startMethod, ...options })

  it('tells its state before the start, while it lives, after its end and when closed', async () => {
    const told = await facts(`
      export async function child(answers, go) {
        const me = currentProcess(), parent = parentProcess()
        await answers.put({
          name: me.name, isOwnPid: me.pid === process.pid, isAlive: me.isAlive(), daemon: me.daemon,
          repr: String(me).replace('pid=' + me.pid, 'pid=PID').replace('parent=' + parent.pid, 'parent=PARENT'),
          parent: parent.name, parentPid: parent.pid, isParentAlive: await parent.isAlive(), joined: await parent.join(0),
        })
        await go.get()
      }
      export async function main() {
        const answers = new Queue(), go = new Queue()
        const p = new Process({ target: child, args: [answers, go], name: 'x' })
        const repr = () => String(p).replace('parent=' + process.pid, 'parent=PARENT').replace(/pid=\\d+/, 'pid=PID')
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

  it('is ended by kill() when it ignores terminate()', async ({ skip }) => {
    if (startMethod === 'thread')
      skip('A thread has no signals to ignore: terminate() ends it as kill() does.')
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
})
