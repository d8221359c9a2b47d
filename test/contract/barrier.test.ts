import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** What a program can rely on of `Barrier`, whatever starts its processes. */
describe.each(startMethods)('Barrier between processes by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${peerPrelude}
    export async function fail() { throw new TypeError('boom') }
    export function ran() { globalThis.ranHere = (globalThis.ranHere ?? 0) + 1 }
    export async function hang() { await new Promise(() => setInterval(() => {}, 1_000)) }
    const sorted = (list) => [...list].sort()
    const cause = async (action) => { try { await action() } catch (error) { return [error.name, error.facts.reason] } return 'none' }
    async function waitsOf(peer, barrier, count, timeoutMs) {
      const waits = range(count).map(() => peer.call(barrier, 'wait', timeoutMs))
      await peer.reached()
      return waits
    }
    export async function rounds(barrier, results, times) {
      const indices = []
      for (let n = 0; n < times; n++) indices.push(await barrier.wait())
      await results.put(indices)
    }`,
    { setUp: `const peer = await startPeer()`, tearDown: `await peer.stop()` },
  )

  it(
    'lets so many go together as it has parties, each with its own index, in the order in which they came',
    `const b = new Barrier(3), waits = await waitsOf(peer, b, 2), told = [b.parties, await b.waiting(), await b.isBroken()]
     const own = await b.wait()
     return [...told, await Promise.all(waits), own, await b.waiting(), await peer.call(b, 'isBroken')]`,
    [3, 2, false, [0, 1], 2, 0, false],
  )

  it(
    'can be used again and again: in each round each index is there once',
    `const b = new Barrier(3), results = new Queue(), times = 20
     const ps = [1, 2].map(() => new Process({ target: rounds, args: [b, results, times] }))
     for (const p of ps) await p.start()
     await rounds(b, results, times)
     const indices = [await results.get(), await results.get(), await results.get()]
     for (const p of ps) await p.join()
     return range(times).every((n) => sorted(indices.map((own) => own[n])).join() === '0,1,2')`,
    true,
  )

  it(
    'of one party never waits',
    `const b = new Barrier(1)
     return [await b.wait(), await b.wait(0), await peer.call(b, 'wait'), await b.isBroken()]`,
    [0, 0, 0, false],
  )

  it(
    'the action is run once for each round, by who comes last, before anyone is let go',
    `const b = new Barrier(2, { action: ran }), told = []
     globalThis.ranHere = 0
     for (const _ of range(2)) {
       const [wait] = await waitsOf(peer, b, 1)
       told.push(globalThis.ranHere, await b.wait(), await wait, globalThis.ranHere)
     }
     // Here the peer comes last, and runs it there.
     const own = b.wait()
     await b.waiting()
     return [...told, await peer.call(b, 'wait'), await own, globalThis.ranHere]`,
    [0, 1, 0, 1, 1, 1, 0, 2, 1, 0, 2],
  )

  it(
    'who comes before the last waits for the action',
    `const b = new Barrier(2, { action: hang }), [wait] = await waitsOf(peer, b, 1)
     const own = cause(() => b.wait())
     const told = [await Promise.race([wait, peer.call(new Event(), 'wait', 5)]), await b.waiting()]
     await b.abort()
     return [...told, await wait, await b.isBroken()]`,
    [false, 2, 'BrokenBarrierError', true],
  )

  it(
    'an action that fails breaks it: its error goes to who ran it, a BrokenBarrierError with it to the others',
    `const b = new Barrier(2, { action: fail }), told = []
     for (const _ of range(2)) {
       const own = cause(() => b.wait())
       await b.waiting()
       told.push(await peer.call(b, 'wait'), await own, await b.isBroken())
       await b.reset()
     }
     const [wait] = await waitsOf(peer, b, 1)
     return [...told, await failureText(() => b.wait()), await wait, await failureText(() => b.wait())]`,
    [
      ...['TypeError', ['BrokenBarrierError', 'action'], true],
      ...['TypeError', ['BrokenBarrierError', 'action'], true],
      'TypeError: boom',
      'BrokenBarrierError',
      expect.stringMatching(
        /^BrokenBarrierError: Barrier-\d+ is broken: its action failed with TypeError: boom\. reset\(\) makes/,
      ),
    ],
  )

  it(
    'a wait whose time is over breaks it for everyone, until it is reset',
    `const b = new Barrier(3), waits = await waitsOf(peer, b, 1)
     const told = [await cause(() => b.wait(5)), await waits[0], await b.isBroken(), await b.waiting(), await cause(() => b.wait())]
     await b.reset()
     told.push(await b.isBroken(), await cause(() => b.wait(0)), await b.isBroken())
     return told`,
    [
      ...[
        ['BrokenBarrierError', 'timeout'],
        'BrokenBarrierError',
        true,
        0,
        ['BrokenBarrierError', 'timeout'],
      ],
      ...[false, ['BrokenBarrierError', 'timeout'], true],
    ],
  )

  it(
    'its own time-out counts where a wait has none, also in other processes',
    `const b = new Barrier(2, { timeoutMs: 5 }), told = [await cause(() => b.wait())]
     await b.reset()
     told.push(await peer.call(b, 'wait'))
     await b.reset()
     const [patient] = await waitsOf(peer, b, 1, 60_000)
     return [...told, await b.wait(), await patient]`,
    [['BrokenBarrierError', 'timeout'], 'BrokenBarrierError', 1, 0],
  )

  it(
    'a time-out counts also while the action runs',
    `const b = new Barrier(2, { action: hang }), waiting = cause(() => b.wait(30))
     await b.waiting()
     const other = await startPeer()
     other.call(b, 'wait')
     const told = [await waiting, await b.isBroken()]
     await other.kill()
     return told`,
    [['BrokenBarrierError', 'timeout'], true],
  )

  it(
    'abort breaks it for who waits and who comes; reset lets nobody wait on, and mends it',
    `const b = new Barrier(3), told = []
     let waits = await waitsOf(peer, b, 2)
     await b.abort()
     told.push(await Promise.all(waits), await b.isBroken(), await cause(() => b.wait()))
     await peer.call(b, 'reset')
     waits = await waitsOf(peer, b, 2)
     told.push(await b.isBroken(), await b.waiting())
     await b.reset()
     told.push(await Promise.all(waits), await b.isBroken(), await b.waiting())
     waits = await waitsOf(peer, b, 2)
     return [...told, await b.wait(), await Promise.all(waits)]`,
    [
      ...[['BrokenBarrierError', 'BrokenBarrierError'], true, ['BrokenBarrierError', 'abort']],
      ...[false, 2, ['BrokenBarrierError', 'BrokenBarrierError'], false, 0],
      ...[2, [0, 1]],
    ],
  )

  it(
    'refuses what is no number of parties, no action and no time-out',
    `const told = []
     for (const parties of [0, -1, 1.5, NaN, '2', undefined]) told.push(await failure(() => new Barrier(parties)))
     told.push(await failure(() => new Barrier(2, { action: 5 })), await failure(() => new Barrier(2, { timeoutMs: 'soon' })))
     return [...told, await failure(() => new Barrier(2, { action: () => {} })), await failure(() => new Barrier(1).wait(NaN))]`,
    [...Array.from({ length: 8 }, () => 'MisuseError'), 'NotExportedError', 'MisuseError'],
  )

  it(
    'travels with its parties, and stays itself',
    `const b = new Barrier(2), q = new Queue()
     await q.put({ b })
     const same = (await q.get()).b, [wait] = await waitsOf(peer, same, 1)
     return [same instanceof Barrier, same.parties, await b.wait(), await wait]`,
    [true, 2, 1, 0],
  )

  it(
    'the concurrent functions of one process are parties, too',
    `const b = new Barrier(3)
     return Promise.all(range(3).map(() => b.wait()))`,
    [0, 1, 2],
  )
})
