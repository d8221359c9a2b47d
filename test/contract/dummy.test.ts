import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { poolPrelude } from '../support/poolPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** `multiprocessing/dummy` and `ThreadPool`: threads of the process that asks, whatever the run's start method. */
describe.each(startMethods)('multiprocessing/dummy in a run by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${poolPrelude}
    import * as dummy from 'multiprocessing/dummy'
    import { isMainThread } from 'node:worker_threads'
    const { ThreadPool } = mp
    export async function where(answers) { await answers.put([process.pid, isMainThread, currentProcess().name, parentProcess().pid]) }
    export async function ends(how) {
      if (how === 'throws') throw new RangeError('expected')
      if (how === 'exits') process.exit(7)
      if (how === 'sleeps') await sleep(600_000)
    }
    export class Adder extends dummy.Process {
      total = 0
      constructor(answers, ...numbers) { super(); this.answers = answers; this.numbers = numbers }
      async run() { for (const n of this.numbers) this.total += n; await this.answers.put([this.total, this.name, process.pid]) }
    }
    export async function outer(answers) {
      const inner = new dummy.Process({ target: where, args: [answers] })
      await inner.start()
      await inner.join()
      await answers.put([process.pid, inner.pid, inner.name])
    }
    export async function relay(source, sink, lock, total) {
      for await (const n of source) { await lock.runExclusive(() => total.add(n)); await sink.send(n) }
      await sink.close()
    }
    export async function changes() { process.env.CHANGED_BY_THREAD = 'yes' }`,
  )

  it('has every name of multiprocessing', `return Object.keys(mp).filter((name) => !(name in dummy))`, [])

  it(
    'what is not started is the same in both',
    `const other = Object.keys(mp).filter((name) => mp[name] !== dummy[name])
     return [other.sort(), new dummy.Process() instanceof mp.Process, new dummy.Process().constructor.name, new dummy.Process({ name: 'x' }).name]`,
    [['Manager', 'Pool', 'Process'], true, 'Process', 'x'],
  )

  it(
    'a Process is a thread of this process',
    `const answers = new Queue(), p = new dummy.Process({ target: where, args: [answers], name: 'own' })
     await p.start()
     const [pid, isMainThread, name, parentPid] = await answers.get()
     const joined = await p.join()
     return [pid === process.pid, isMainThread, name, parentPid === process.pid, p.pid === process.pid, joined, p.exitCode, p.isAlive()]`,
    [true, false, 'own', true, true, true, 0, false],
  )

  it(
    'ends with the exit codes of a process',
    `const codes = []
     for (const how of ['returns', 'throws', 'exits', 'sleeps', 'sleeps']) {
       const p = new dummy.Process({ target: ends, args: [how] })
       await p.start()
       if (how === 'sleeps') await (codes.length === 3 ? p.terminate() : p.kill())
       await p.join()
       codes.push(p.exitCode)
     }
     return codes`,
    [0, 1, 7, -15, -9],
  )

  it(
    'a subclass runs its run() with its fields',
    `const answers = new Queue(), p = new Adder(answers, 1, 2, 3)
     await p.start()
     await p.join()
     const [total, name, pid] = await answers.get()
     return [total, name === p.name, name.startsWith('Adder-'), pid === process.pid, p.total]`,
    [6, true, true, true, 0],
  )

  it(
    'threads start threads, in the same process',
    `const answers = new Queue(), p = new dummy.Process({ target: outer, args: [answers], name: 'outer' })
     await p.start()
     await p.join()
     const [pid] = await answers.get(), inner = await answers.get()
     return [pid === process.pid, inner[0] === process.pid, inner[1] === process.pid, p.exitCode]`,
    [true, true, true, 0],
  )

  it(
    'a process starts threads, in itself',
    `const answers = new Queue(), p = new Process({ target: outer, args: [answers], name: 'a process' })
     await p.start()
     await p.join()
     const [pid] = await answers.get(), [outerPid, innerPid, name] = await answers.get()
     return [pid === p.pid, outerPid === p.pid, innerPid === p.pid, name, p.exitCode]`,
    [true, true, true, expect.stringMatching(/^Process-\d+:1$/), 0],
  )

  it(
    'queues, pipes, locks and values go to threads and back',
    `const source = new dummy.Queue(), [reader, writer] = dummy.Pipe(false), lock = new dummy.Lock(), total = new dummy.SharedValue('int32', 0)
     const p = new dummy.Process({ target: relay, args: [source, writer, lock, total] })
     await p.start()
     await writer.close()
     for (const n of [1, 2, 3]) await source.put(n)
     await source.close()
     const got = []
     for await (const n of reader) got.push(n)
     await p.join()
     return [got, await total.get()]`,
    [[1, 2, 3], 6],
  )

  it(
    'threads share the environment of their process',
    `const p = new dummy.Process({ target: changes })
     await p.start()
     await p.join()
     return process.env.CHANGED_BY_THREAD`,
    'yes',
  )

  describe.each(['ThreadPool', 'dummy.Pool'])('%s', (Class) => {
    it(
      `${Class}: maps, applies and iterates in threads of this process`,
      `await using pool = new ${Class}(2)
       const squares = await pool.map(square, range(10))
       const pids = unique(await pool.map(own, range(4), { chunkSize: 1 }))
       const lazily = []
       for await (const n of pool.imap(square, range(3))) lazily.push(n)
       return [squares.at(-1), pids.length === 1 && pids[0] === process.pid, lazily, await pool.starmap(add, [[1, 2]]), await pool.apply(add, [2, 3]), pool.processes, pool instanceof mp.Pool]`,
      [81, true, [0, 1, 4], [3], 5, 2, true],
    )

    it(
      `${Class}: an error arrives with its own name and message, and the next task is fine`,
      `await using pool = new ${Class}(1)
       return [await outcome(() => pool.apply(throwing, ['no'])), await pool.apply(square, [3])]`,
      [expect.objectContaining({ error: 'RangeError', message: 'no' }), 9],
    )

    it(
      `${Class}: a task that exits takes its thread along, not the process`,
      `await using pool = new ${Class}(1)
       const told = await outcome(() => pool.apply(ends, ['exits']))
       return [told.error, await pool.apply(own) === process.pid]`,
      ['WorkerDiedError', true],
    )

    it(
      `${Class}: close and join let it finish; terminate ends a task that never would`,
      `const pool = new ${Class}(1), begun = new Queue()
       const result = pool.mapAsync(square, [1, 2])
       await pool.close()
       await pool.join()
       const busy = new ${Class}(1), lost = busy.applyAsync(spin, [begun])
       await begun.get()
       await busy.terminate()
       await busy.join()
       return [await result.get(), await failure(() => lost.get())]`,
      [[1, 4], 'PoolNotRunningError'],
    )
  })

  it(
    'a Manager lives in a thread',
    `const manager = await dummy.Manager(), list = await manager.list([1])
     await list.append(2)
     const items = await list.toArray()
     await manager.shutdown()
     return items`,
    [1, 2],
  )
})
