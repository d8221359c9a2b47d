import { describe, expect, it } from 'vitest'
import { engineRun, startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'
import { prelude } from '../support/programPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** The life of a manager: its start, its end, its death, and everything that it makes ending with it. */
describe.each(startMethods)('The life of a manager, by %s', (startMethod) => {
  const shared = sharedRun(
    startMethod,
    `${peerPrelude}
    const { Manager, SyncManager } = mp
    export class Stubborn {
      block(ms) { const end = performance.now() + ms; while (performance.now() < end); }
      never() { return new Promise(() => {}) }
      pid() { return process.pid }
      leave(code) { process.exit(code) }
      throwLater() { setTimeout(() => { throw new TypeError('nobody caught this') }, 1) }
    }
    export function square(n) { if (n < 0) throw new RangeError('negative'); return n * n }
    export function add(a, b) { return a + b }
    export function hang() { return new Promise(() => setInterval(() => {}, 1_000)) }
    let base = 0
    export function setBase(n) { base = n }
    export function onBase(n) { return base + n }
    export async function usePool(pool, results) { await results.put([await pool.map(square, [1, 2, 3]), await pool.apply(add, [1, 2])]) }
    export async function createAndLeave(results) {
      const manager = await Manager()
      const list = manager.list([1])
      await results.put([manager.name, manager, list])
      await results.get()
    }
    export async function createAsDaemon(results) { await results.put(await failureText(() => Manager())) }
    const numberOf = (name) => Number(/(\\d+)$/.exec(name)[1])
    const fate = async (action) => {
      try { return await action() } catch (error) {
        const { name, code, exitCode, signal, facts, message, cause } = error
        return { name, code, exitCode, signal, manager: facts.manager, message, cause: cause?.message }
      }
    }
    const endless = (kind) => manager.register(kind, Stubborn)()`,
    { setUp: `const peer = await startPeer()`, tearDown: `await peer.stop()` },
  )

  describe('its end in order', () => {
    shared.it(
      'shutdown() ends it: every use afterwards is a ClosedError with its name; again is fine',
      `const manager = await Manager(), list = manager.list([1]), dict = manager.dict()
       const before = await list.length()
       await manager.shutdown()
       await manager.shutdown()
       const after = [await failure(() => dict.length()), await failure(() => manager.create('x')), await failure(() => peer.call(list, 'length').then((name) => { throw { name } })), await failure(() => manager.list().length())]
       const error = await fate(() => list.length())
       return { before, after, error: { ...error, isNamed: error.manager === manager.name && error.message.startsWith(manager.name + ' was shut down') }.isNamed, code: error.code }`,
      {
        before: 1,
        after: ['ClosedError', 'ClosedError', 'ClosedError', 'ClosedError'],
        error: true,
        code: 'closed',
      },
    )

    shared.it(
      'await using ends it when the block is left',
      `let list
       { await using manager = await Manager(); list = manager.list([1]); await list.append(2) }
       return failure(() => list.length())`,
      'ClosedError',
    )

    shared.it(
      'calls that came before are answered; one that waits for something is not waited for',
      `const manager = await Manager(), list = manager.list(), stubborn = await manager.register('s', Stubborn)()
       const appended = list.append(1).then(() => list.constructor.name), stuck = failure(() => stubborn.never())
       await manager.shutdown()
       return [await appended, await stuck]`,
      ['ListProxy', 'ClosedError'],
    )

    shared.it(
      'a manager that computes without pause is ended all the same',
      `const manager = await Manager(), stubborn = await manager.register('s', Stubborn)()
       const blocked = failure(() => stubborn.block(60_000))
       await manager.shutdown()
       return blocked`,
      'ClosedError',
    )

    shared.it(
      'what it has made ends with it: who waits is told, who uses it too',
      `const manager = await Manager(), queue = manager.queue(1), joinable = manager.joinableQueue(), lock = manager.lock(), event = manager.event(), barrier = manager.barrier(2), condition = manager.condition()
       await queue.put('full')
       await joinable.put('not done')
       await lock.acquire()
       const waits = [queue.put('waits'), queue.put('too'), joinable.join(), lock.acquire(), event.wait(), barrier.wait(), condition.runExclusive(() => condition.wait())].map((wait) => failure(() => wait))
       await peer.reached()
       await manager.shutdown()
       const uses = [() => queue.get(), () => queue.size(), () => joinable.taskDone(), () => lock.release(), () => event.set(), () => barrier.waiting(), () => condition.acquire()]
       return [await Promise.all(waits), await Promise.all(uses.map(failure))]`,
      [
        ['QueueClosedError', 'QueueClosedError', ...Array<string>(5).fill('ClosedError')],
        Array<string>(7).fill('ClosedError'),
      ],
    )

    shared.it(
      'what was made without it stays',
      `const manager = await Manager(), queue = new Queue(), list = manager.list([queue])
       await (await list.get(0)).put('still here')
       await manager.shutdown()
       return queue.get()`,
      'still here',
    )

    shared.it(
      'what is made through one that has ended cannot be used',
      `const manager = await Manager()
       await manager.shutdown()
       return [await failure(() => manager.queue().size()), await failure(() => manager.dict().length()), await failure(() => manager.lock().acquire())]`,
      ['ClosedError', 'ClosedError', 'ClosedError'],
    )

    shared.it(
      'it ends with the process that created it, at the latest',
      `const results = new Queue(), p = new Process({ target: createAndLeave, args: [results] })
       await p.start()
       const [name, manager, list] = await results.get()
       const before = await list.length()
       await results.put('end')
       await p.join()
       const error = await fate(() => list.append(2))
       return [/^SyncManager-\\d+:\\d+$/.test(name), manager instanceof SyncManager, before, error.name, error.message.startsWith(name + ' has ended with the process that created it')]`,
      [true, true, 1, 'ClosedError', true],
    )
  })

  describe('its death', () => {
    shared.it(
      'every pending and every later call is told how it died',
      `const manager = await Manager(), list = manager.list([1]), stubborn = await manager.register('s', Stubborn, { isConcurrent: true })()
       const pending = [fate(() => stubborn.never()), fate(() => stubborn.leave(7)), fate(() => list.append(1))]
       const told = await Promise.all(pending), later = await fate(() => list.length())
       return [told[0], told[1], later].map(({ name, code, exitCode, signal, manager: of, message }) =>
         [name, code, exitCode, signal, of === manager.name, message.replace(/^\\S+ \\(pid \\d+\\)/, 'It')])`,
      Array.from({ length: 3 }, () => [
        'ManagerDiedError',
        'manager-died',
        7,
        null,
        true,
        'It exited with code 7 and what it held is lost: start a new Manager().',
      ]),
    )

    shared.it(
      'what nobody caught in it is the cause',
      `const manager = await Manager(), stubborn = await manager.register('s', Stubborn)()
       await stubborn.throwLater()
       const { name, message, cause } = await fate(() => stubborn.never())
       return [name, /had thrown TypeError: nobody caught this/.test(message), /nobody caught this/.test(cause)]`,
      ['ManagerDiedError', true, true],
    )

    shared.it(
      'a manager that is killed tells the signal, also to who waits on what it made',
      `const manager = await Manager(), queue = manager.queue(), stubborn = await manager.register('s', Stubborn, { isConcurrent: true })(), waits = fate(() => queue.get())
       await queue.size()
       const dies = fate(() => stubborn.never())
       process.kill(await stubborn.pid(), 'SIGKILL')
       return [await dies, await waits].map(({ name, signal, exitCode }) => [name, signal, exitCode])`,
      [
        ['ManagerDiedError', 'SIGKILL', -9],
        ['ManagerDiedError', 'SIGKILL', -9],
      ],
      {
        not: {
          thread: 'a thread has no pid of its own to be killed by',
          utility: 'Electron tells of a utility process that others kill only a number',
        },
      },
    )

    shared.it(
      'shutdown() of a dead one is fine; another can be started',
      `const manager = await Manager(), stubborn = await manager.register('s', Stubborn)()
       await failure(() => stubborn.leave(1))
       await manager.shutdown()
       await using other = await Manager()
       return other.list([1]).length()`,
      1,
    )

    shared.it(
      'a caller that dies in the middle of a call disturbs nobody',
      `const manager = await Manager(), stubborn = await manager.register('s', Stubborn, { isConcurrent: true })(), list = manager.list(), other = await startPeer('caller')
       other.call(stubborn, 'never')
       await other.reached()
       await other.kill()
       await list.append(1)
       const length = await list.length()
       await manager.shutdown()
       return length`,
      1,
    )
  })

  describe('its calls', () => {
    shared.it(
      'take no longer than callTimeoutMs; one that is late may still take effect',
      `await using manager = await Manager({ callTimeoutMs: 400 })
       const stubborn = await manager.register('s', Stubborn)(), list = manager.list([1])
       return [await failureText(() => stubborn.never()), await list.length(), await peer.call(stubborn, 'never'), await failure(() => Manager({ callTimeoutMs: 'soon' }))]`,
      [expect.stringMatching(/^TimeoutError: .*callTimeoutMs/), 1, 'TimeoutError', 'MisuseError'],
    )
  })

  describe('what else it makes', () => {
    shared.it(
      'queues, locks, events, values and arrays are the same as those made without it',
      `await using manager = await Manager()
       const queue = manager.queue(2), value = manager.value('int32', 5), array = manager.array('float64', [1, 2])
       const kinds = [queue, manager.joinableQueue(), manager.lock(), manager.rlock(), manager.semaphore(2), manager.boundedSemaphore(2), manager.condition(), manager.event(), manager.barrier(2), value, array].map(({ constructor }) => constructor.name)
       await peer.call(value, 'set', 6)
       await peer.call(array, 'set', 0, 1.5)
       await peer.call(queue, 'put', 'from peer')
       return [kinds, await value.get(), await array.toArray(), await queue.get(), queue.maxSize, await manager.semaphore(2).getValue()]`,
      [
        'Queue JoinableQueue Lock RLock Semaphore BoundedSemaphore Condition Event Barrier SharedValue SharedArray'.split(
          ' ',
        ),
        6,
        [1.5, 2],
        'from peer',
        2,
        2,
      ],
    )

    shared.it(
      'a pool for several processes: its tasks, their errors, its initializer',
      `await using manager = await Manager()
       const pool = manager.pool(2, { initializer: setBase, initArgs: [100] }), results = new Queue(), p = new Process({ target: usePool, args: [pool, results] })
       await p.start()
       const mine = [await pool.map(square, [4, 5], { chunkSize: 1 }), await pool.starmap(add, [[1, 2], [3, 4]]), await pool.applyAsync(onBase, [1]).get(), await pool.mapAsync(square, [2]).get()]
       const theirs = await results.get()
       await p.join()
       return [mine, theirs, await failureText(() => pool.map(square, [1, -1])), await failure(() => pool.apply(() => 1))]`,
      [[[16, 25], [3, 7], 101, [4]], [[1, 4, 9], 3], 'RangeError: negative', 'NotExportedError'],
    )

    shared.it(
      "a pool's imap gives results in order, goes on after an item's error, and can be left",
      `await using manager = await Manager()
       const pool = manager.pool(1), results = pool.imap(square, [1, -1, 3]), seen = []
       for (;;) {
         const { done, value } = await results.next().catch((error) => ({ value: error.name }))
         if (done) break
         seen.push(value)
       }
       for await (const n of pool.imapUnordered(square, [5, 6])) { seen.push(n); break }
       return seen`,
      [1, 'RangeError', 9, 25],
    )

    shared.it(
      'a pool that is closed ends when all is done; a task under way ends with the manager',
      `const manager = await Manager(), pool = manager.pool(1), other = manager.pool(1)
       const last = pool.apply(square, [3])
       await last
       await pool.close()
       await pool.join()
       const stuck = failure(() => other.apply(hang))
       const closed = await failure(() => pool.apply(square, [1]))
       await manager.shutdown()
       return [await last, closed, await stuck]`,
      [9, 'PoolNotRunningError', 'ClosedError'],
    )
  })

  describe('its start', () => {
    shared.it(
      'is numbered with the other children of its process',
      `const before = numberOf(new Process().name)
       await using manager = await Manager()
       return [numberOf(manager.name) - before, numberOf(new Process().name) - before, String(manager)]`,
      [1, 2, expect.stringMatching(/^<Manager SyncManager-\d+>$/)],
    )

    shared.it(
      'a daemon may have none, and a start method must be known',
      `const results = new Queue(), p = new Process({ target: createAsDaemon, args: [results], daemon: true })
       await p.start()
       const told = await results.get()
       await p.join()
       return [told, await failure(() => Manager({ startMethod: 'none' }))]`,
      [
        'MisuseError: Daemonic processes are not allowed to have children.',
        expect.stringMatching(/^(ProcessStart|Misuse)Error$/),
      ],
    )
  })

  it('is a process of the run with the role manager, and a channel with its calls', async () => {
    const { end, snapshot } = await engineRun(
      `${prelude}
      export async function main() {
        const manager = await mp.Manager(), list = manager.list()
        for (let n = 0; n < 10; n++) await list.append('some text')
        await list.toArray()
        list.get(99).catch(() => {})
        await manager.shutdown()
      }`,
      { startMethod },
    )
    expect(end.error).toBeNull()
    expect(snapshot.processes.map(({ name, role, exitCode }) => ({ name, role, exitCode }))).toContainEqual({
      name: 'SyncManager-1',
      role: 'manager',
      exitCode: 0,
    })
    const [channel] = snapshot.channels.filter(({ kind }) => kind === 'manager')
    expect(channel).toMatchObject({ name: 'SyncManager-1', puts: 13, gets: 13, depth: 0 })
    expect(channel?.bytesIn).toBeGreaterThan(10 * 'some text'.length)
    expect(channel?.bytesOut).toBeGreaterThan(10 * 'some text'.length)
  })

  it('a program that cannot be imported fails the start, with the reason', async () => {
    const { end } = await engineRun(
      `${prelude}
      if (parentProcess() !== null) throw new TypeError('not in children')
      export async function main() {
        const error = await mp.Manager().then(() => null, (error) => error)
        return [error.name, error.exitCode, error.message.replace(/pid \\d+/, 'pid')]
      }`,
      { startMethod },
    )
    expect(end.error).toBeNull()
    expect(end.result).toEqual([
      'ManagerDiedError',
      1,
      'SyncManager-1 (pid) exited with code 1 before it could serve. It had thrown TypeError: not in children',
    ])
  })
})
