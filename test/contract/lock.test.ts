import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** What a program can rely on of `Lock` and `RLock`, whatever starts its processes. */
describe.each(startMethods)('Lock and RLock between processes by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${peerPrelude}
    export async function addSlowly(lock, counter, times) {
      for (let n = 0; n < times; n++)
        await lock.runExclusive(async () => counter.set((await counter.get()) + 1))
    }
    export function touch(lock, how) { lock.acquire(); lock.release(); if (how === 'exit') process.exit(0) }`,
    { setUp: `const peer = await startPeer()`, tearDown: `await peer.stop()` },
  )

  for (const kind of ['Lock', 'RLock']) {
    it(
      `${kind}: acquire tells whether it was acquired; without waiting, only when it is free`,
      `const lock = new ${kind}(), told = []
       told.push(await lock.acquire(), await peer.call(lock, 'acquire', { blocking: false }))
       told.push(await peer.call(lock, 'acquire', { timeoutMs: 0 }), await peer.call(lock, 'acquire', { timeoutMs: -1 }))
       told.push(await lock.release(), await peer.call(lock, 'acquire', { blocking: false }))
       return [...told, await lock.acquire({ blocking: false, timeoutMs: 60_000 }), await peer.call(lock, 'release')]`,
      [true, false, false, false, undefined, true, false, undefined],
    )

    it(
      `${kind}: a time-out ends the wait, and the next in line is served`,
      `const lock = new ${kind}(), before = performance.now()
       await peer.call(lock, 'acquire')
       const isAcquired = await lock.acquire({ timeoutMs: 40 }), waitedMs = performance.now() - before
       const late = lock.acquire({ timeoutMs: 1 }), next = lock.acquire({ timeoutMs: 60_000 })
       const told = [isAcquired, waitedMs >= 39, await late]
       await peer.call(lock, 'release')
       return [...told, await next]`,
      [false, true, false, true],
    )

    it(
      `${kind}: one release too many is a MisuseError, and changes nothing`,
      `const lock = new ${kind}(), told = [await failure(() => lock.release())]
       await lock.acquire()
       await lock.release()
       told.push(await failure(() => lock.release()), await lock.acquire(), await peer.call(lock, 'acquire', { blocking: false }))
       return told`,
      ['MisuseError', 'MisuseError', true, false],
    )

    it(
      `${kind}: is granted in the order in which processes came`,
      `const lock = new ${kind}(), order = []
       await lock.acquire()
       const waits = []
       for (const n of [0, 1, 2]) {
         waits.push(peer.call(lock, 'acquire').then(async () => { order.push(n); await peer.call(lock, 'release') }))
         await peer.reached()
       }
       await lock.release()
       await Promise.all(waits)
       return order`,
      [0, 1, 2],
    )

    it(
      `${kind}: keeps processes apart that read, then write`,
      `const lock = new ${kind}(), counter = new mp.SharedValue('int32', 0), times = 100
       const p = new Process({ target: addSlowly, args: [lock, counter, times] })
       await p.start()
       await addSlowly(lock, counter, times)
       await p.join()
       return [p.exitCode, await counter.get()]`,
      [0, 200],
    )

    it(
      `${kind}: travels as an argument and inside messages, and stays itself`,
      `const lock = new ${kind}(), q = new Queue()
       await q.put({ deep: [new Map([['lock', lock]])] })
       const same = (await q.get()).deep[0].get('lock')
       await same.acquire()
       const told = [same instanceof ${kind}, await peer.call(lock, 'acquire', { blocking: false })]
       await lock.release()
       return [...told, await peer.call(same, 'acquire', { blocking: false })]`,
      [true, false, true],
    )

    it(
      `${kind}: runExclusive gives the function's result, and releases also when it fails`,
      `const lock = new ${kind}(), isFree = () => peer.call(lock, 'acquire', { blocking: false }).then(async (is) => { if (is) await peer.call(lock, 'release'); return is })
       const told = [await lock.runExclusive(() => 5), await lock.runExclusive(async () => ['later', await isFree()])]
       for (const fail of [() => { throw new RangeError('now') }, async () => { throw new RangeError('later') }])
         told.push(await failureText(() => lock.runExclusive(fail)), await isFree())
       return told`,
      [5, ['later', false], 'RangeError: now', true, 'RangeError: later', true],
    )

    it(
      `${kind}: runExclusive does not call the function when its time is over`,
      `const lock = new ${kind}()
       let isCalled = false
       await peer.call(lock, 'acquire')
       const told = await failure(() => lock.runExclusive(() => { isCalled = true }, { timeoutMs: 5 }))
       await peer.call(lock, 'release')
       return [told, isCalled, await lock.runExclusive(() => 'called', { timeoutMs: 60_000 })]`,
      ['TimeoutError', false, 'called'],
    )

    it(
      `${kind}: refuses what is no time-out`,
      `const lock = new ${kind}()
       const told = [await failure(() => lock.acquire({ timeoutMs: NaN })), await failure(() => lock.acquire({ timeoutMs: '5' }))]
       return [...told, await lock.acquire({ timeoutMs: Infinity }), await peer.call(lock, 'acquire', { blocking: false })]`,
      ['MisuseError', 'MisuseError', true, false],
    )
  }

  it(
    'a Lock may be released by any process',
    `const lock = new Lock()
     await lock.acquire()
     return [await peer.call(lock, 'release'), await lock.acquire({ blocking: false }), await peer.call(lock, 'release'), await peer.call(lock, 'release')]`,
    [undefined, true, undefined, 'MisuseError'],
  )

  it(
    'a Lock is not re-entrant: who acquires it twice waits for itself',
    `const lock = new Lock(), told = []
     await peer.call(lock, 'acquire')
     const second = peer.call(lock, 'acquire').then(() => told.push('second'))
     await peer.reached()
     told.push(await peer.call(lock, 'acquire', { blocking: false }), 'release')
     await peer.call(lock, 'release')
     await second
     return told`,
    [false, 'release', 'second'],
  )

  it(
    'a Lock keeps the concurrent functions of one process apart, in order',
    `const lock = new Lock(), told = []
     await Promise.all(range(4).map((n) => lock.runExclusive(async () => { told.push(n); await lock.acquire({ blocking: false }); told.push(-n) })))
     return told`,
    [0, -0, 1, -1, 2, -2, 3, -3],
  )

  it(
    'the error of the function comes before that of a release that fails',
    `const lock = new Lock()
     const told = [await failureText(() => lock.runExclusive(async () => { await lock.release(); throw new RangeError('first') }))]
     return [...told, await failure(() => lock.runExclusive(() => lock.release()))]`,
    ['RangeError: first', 'MisuseError'],
  )

  it(
    'what is not awaited has its place all the same',
    `const lock = new Lock(), told = []
     lock.acquire(); lock.release(); lock.acquire()
     told.push(await peer.call(lock, 'acquire', { blocking: false }))
     lock.release()
     const before = lock.acquire(), after = peer.call(lock, 'acquire')
     told.push(await before)
     await lock.release()
     return [...told, await after]`,
    [false, true, true],
  )

  it(
    'a release that is not awaited counts, also when the process ends right after',
    `const lock = new Lock(), told = []
     for (const how of ['return', 'exit']) {
       const p = new Process({ target: touch, args: [lock, how] })
       await p.start()
       await p.join()
       told.push(p.exitCode, await lock.acquire({ blocking: false }))
       await lock.release()
     }
     return told`,
    [0, true, 0, true],
  )

  it(
    'an RLock is acquired again by its process at once, and free when it is released as often',
    `const lock = new RLock(), told = [], tryPeer = async () => told.push(await peer.call(lock, 'acquire', { blocking: false }))
     told.push(await lock.acquire(), await lock.acquire(), await lock.acquire({ blocking: false }))
     for (const _ of range(3)) { await tryPeer(); await lock.release() }
     await tryPeer()
     return [...told, await failure(() => lock.release())]`,
    [true, true, true, false, false, false, true, 'MisuseError'],
  )

  it(
    'an RLock is released only by the process that has acquired it',
    `const lock = new RLock()
     await lock.acquire()
     return [await peer.call(lock, 'release'), await failure(() => lock.release()), await failureText(() => lock.release())]`,
    ['MisuseError', 'none', expect.stringMatching(/^MisuseError: RLock-\d+ is not held by this process/)],
  )

  it(
    'an RLock belongs to the process: its concurrent functions both get in',
    `const lock = new RLock(), inside = []
     await Promise.all([1, 2].map((n) => lock.runExclusive(async () => { inside.push(n); await lock.acquire(); await lock.release(); inside.push(n) })))
     return inside.slice(0, 2)`,
    [1, 2],
  )

  it(
    'so do those that had to wait for it: none of them waits for another of its process',
    `const lock = new RLock()
     await peer.call(lock, 'acquire')
     const both = Promise.all([lock.acquire(), lock.acquire({ timeoutMs: 60_000 })])
     await lock.acquire({ blocking: false })
     await peer.call(lock, 'release')
     return [await both, await lock.release(), await lock.release(), await failure(() => lock.release())]`,
    [[true, true], undefined, undefined, 'MisuseError'],
  )
})
