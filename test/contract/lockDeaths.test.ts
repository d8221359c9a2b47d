import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/**
 * Processes that die with a lock held, or while they wait. In CPython the lock stays taken (gh-87971), and
 * notifyAll and Barrier hang (gh-75158, gh-123899).
 */
describe.each(startMethods)('The death of who holds or waits, by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${peerPrelude}
    const dead = async (action) => {
      try { return await action() } catch (error) {
        const { name, code, pid, processName, facts, message } = error
        return { name, code, pid: pid ?? facts.pid, processName: processName ?? facts.processName, message }
      }
    }
    export async function leave(lock, how) {
      await lock.acquire()
      if (how === 'throw') throw new Error('expected')
      if (how === 'exit') process.exit(3)
    }
    export async function hang() { await new Promise(() => setInterval(() => {}, 1_000)) }`,
    { setUp: `const peer = await startPeer()`, tearDown: `await peer.stop()` },
  )

  for (const kind of ['Lock', 'RLock']) {
    it(
      `${kind}: everyone who waits is told who died; then it is free`,
      `const lock = new ${kind}(), holder = await startPeer('holder')
       await holder.call(lock, 'acquire')
       const others = peer.call(lock, 'acquire')
       await peer.reached()
       const waits = [dead(() => lock.acquire()), dead(() => lock.acquire({ timeoutMs: 60_000 })), dead(() => lock.runExclusive(() => 'not called'))]
       await holder.kill()
       const told = await Promise.all(waits)
       return {
         isAllTold: told.every(({ name, code, pid, processName }) => name === 'OwnerDiedError' && code === 'owner-died' && pid === holder.pid && processName === 'holder'),
         message: told[0].message.replace(/pid \\d+/, 'pid').replace(/RLock-\\d+|Lock-\\d+/, 'lock'),
         others: await others,
         after: [await lock.acquire({ blocking: false }), await lock.release(), await peer.call(lock, 'acquire'), await peer.call(lock, 'release')],
       }`,
      {
        isAllTold: true,
        message: expect.stringMatching(
          /^Process holder \(pid\) .* while it held lock: what the lock protects may be half done\. It is free now: acquire it again\.$/,
        ),
        others: 'OwnerDiedError',
        after: [true, undefined, true, undefined],
      },
    )

    it(
      `${kind}: when nobody waits, the next who acquires it is told, once`,
      `const lock = new ${kind}(), holder = await startPeer('holder')
       await holder.call(lock, 'acquire')
       await holder.kill()
       const told = await dead(() => lock.acquire({ blocking: false }))
       return [told.name, told.pid === holder.pid, await lock.acquire(), await lock.release(), await peer.call(lock, 'acquire'), await peer.call(lock, 'release')]`,
      ['OwnerDiedError', true, true, undefined, true, undefined],
    )

    for (const [how, exitCode] of [
      ['return', 0],
      ['throw', 1],
      ['exit', 3],
    ] as const) {
      it(
        `${kind}: so it is when its holder ends by itself (${how})`,
        `const lock = new ${kind}(), p = new Process({ target: leave, args: [lock, '${how}'], name: 'leaver' })
         await p.start()
         await p.join()
         const told = await lock.acquire().catch((error) => [error.name, error.exitCode, error.processName])
         return [told, await lock.acquire()]`,
        [['OwnerDiedError', exitCode, 'leaver'], true],
      )
    }

    it(
      `${kind}: one that is killed while it waits is forgotten, and the next is served`,
      `const lock = new ${kind}(), waiter = await startPeer()
       await lock.acquire()
       waiter.call(lock, 'acquire')
       await waiter.reached()
       const next = peer.call(lock, 'acquire')
       await peer.reached()
       await waiter.kill()
       await lock.release()
       return [await next, await peer.call(lock, 'release'), await lock.acquire({ blocking: false })]`,
      [true, undefined, true],
    )
  }

  it(
    'an RLock that was acquired several times is free after one death',
    `const lock = new RLock(), holder = await startPeer()
     for (const _ of range(3)) await holder.call(lock, 'acquire')
     const waiting = failure(() => lock.acquire())
     await lock.acquire({ blocking: false })
     await holder.kill()
     return [await waiting, await lock.acquire(), await lock.release(), await failure(() => lock.release())]`,
    ['OwnerDiedError', true, undefined, 'MisuseError'],
  )

  it(
    'a chain of deaths: each is told',
    `const lock = new Lock(), told = []
     for (const name of ['a', 'b']) {
       const holder = await startPeer(name)
       await holder.call(lock, 'acquire')
       const waiting = lock.acquire().catch((error) => error.processName)
       await lock.acquire({ blocking: false })
       await holder.kill()
       told.push(await waiting)
     }
     return told`,
    ['a', 'b'],
  )

  it(
    'notifyAll after a waiter was killed: the others go on, and it hangs nowhere',
    `const c = new Condition(), waiters = [await startPeer(), await startPeer(), peer], waits = []
     for (const waiter of waiters) {
       await waiter.call(c, 'acquire')
       waits.push(waiter.call(c, 'wait'))
       await waiter.reached()
     }
     await waiters[0].kill()
     await c.acquire()
     await c.notifyAll()
     await c.release()
     // Either of them comes first; each lets the other one in.
     const told = await Promise.all(waiters.slice(1).map(async (waiter, n) => [await waits[n + 1], await waiter.call(c, 'release')]))
     await waiters[1].stop()
     return [told, await c.acquire({ blocking: false })]`,
    [
      [
        [true, undefined],
        [true, undefined],
      ],
      true,
    ],
  )

  it(
    'notify does not go to the dead',
    `const c = new Condition(), waiter = await startPeer()
     for (const one of [waiter, peer]) {
       await one.call(c, 'acquire')
       one.waiting = one.call(c, 'wait')
       await one.reached()
     }
     await waiter.kill()
     await c.runExclusive(() => c.notify())
     return [await peer.waiting, await peer.call(c, 'release')]`,
    [true, undefined],
  )

  it(
    'who waits on a condition is told when the holder of its lock dies, and holds the lock then',
    `const c = new Condition(), holder = await startPeer('holder')
     await c.acquire()
     const waiting = dead(() => c.wait())
     await holder.call(c, 'acquire')
     await holder.kill()
     const { name, pid } = await waiting
     const told = [name, pid === holder.pid, await peer.call(c, 'acquire', { blocking: false }), await c.release()]
     return [...told, await failure(() => c.runExclusive(() => c.wait(1)))]`,
    ['OwnerDiedError', true, false, undefined, 'none'],
  )

  it(
    'a barrier breaks when one that waits is killed: the others are told who it was, and it can be mended',
    `const b = new Barrier(4), victim = await startPeer('victim')
     victim.call(b, 'wait')
     await victim.reached()
     const own = dead(() => b.wait()), other = peer.call(b, 'wait')
     await peer.reached()
     await victim.kill()
     const { name, pid, message } = await own
     const told = [name, pid === victim.pid, message.replace(/\\d+/g, 'N'), await other, await b.isBroken(), await failure(() => b.wait())]
     await b.reset()
     return [...told, await Promise.all([b.wait(), peer.call(b, 'wait'), b.wait(), b.wait()]).then((indices) => indices.sort())]`,
    [
      ...['BrokenBarrierError', true],
      expect.stringMatching(
        /^Barrier-N is broken: process victim \(pid N\) .* while it waited\. reset\(\) makes it usable again\.$/,
      ),
      ...['BrokenBarrierError', true, 'BrokenBarrierError', [0, 1, 2, 3]],
    ],
  )

  it(
    'a barrier breaks when the process that runs its action is killed',
    `const b = new Barrier(2, { action: hang }), actor = await startPeer('actor')
     const own = dead(() => b.wait())
     await b.waiting()
     actor.call(b, 'wait')
     while ((await b.waiting()) < 2) await actor.reached()
     await actor.kill()
     const { name, pid, message } = await own
     return [name, pid === actor.pid, message.includes('while it ran the action')]`,
    ['BrokenBarrierError', true, true],
  )
})
