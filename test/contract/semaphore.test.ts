import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** What a program can rely on of `Semaphore` and `BoundedSemaphore`, whatever starts its processes. */
describe.each(startMethods)('Semaphores between processes by %s', (startMethod) => {
  const { it } = sharedRun(startMethod, peerPrelude, {
    setUp: `const peer = await startPeer()`,
    tearDown: `await peer.stop()`,
  })

  for (const kind of ['Semaphore', 'BoundedSemaphore']) {
    it(
      `${kind}: has its permits for all processes together, and tells how many are left`,
      `const s = new ${kind}(3), told = [await s.getValue()]
       told.push(await s.acquire(), await peer.call(s, 'acquire'), await s.acquire(), await s.getValue())
       told.push(await peer.call(s, 'acquire', { blocking: false }), await s.acquire({ timeoutMs: 5 }))
       await peer.call(s, 'release')
       return [...told, await peer.call(s, 'getValue'), await peer.call(s, 'acquire', { blocking: false })]`,
      [3, true, true, true, 0, false, false, 1, true],
    )

    it(
      `${kind}: a waiting acquire goes on when any process releases, in the order in which they came`,
      `const s = new ${kind}(1), order = []
       await s.acquire()
       const waits = ['first', 'second'].map((name) => peer.call(s, 'acquire').then(() => order.push(name)))
       await peer.reached()
       const own = s.acquire().then(() => order.push('own'))
       for (const wait of [...waits, own]) { await s.release(); await wait }
       return order`,
      ['first', 'second', 'own'],
    )

    it(
      `${kind}: starts with one permit unless it is told another number`,
      `const s = new ${kind}(), none = new ${kind}(0)
       return [await s.getValue(), await none.getValue(), await none.acquire({ blocking: false })]`,
      [1, 0, false],
    )

    it(
      `${kind}: refuses what is no number of permits`,
      `return Promise.all([-1, 1.5, NaN, '2', null, 2 ** 31].map((n) => failure(() => new ${kind}(n))))`,
      Array.from({ length: 6 }, () => 'MisuseError'),
    )

    it(
      `${kind}: lets no more in than it has permits`,
      `const s = new ${kind}(2)
       let inside = 0, most = 0
       await Promise.all(range(6).map((n) => s.runExclusive(async () => {
         most = Math.max(most, ++inside)
         await s.getValue()
         inside--
       })))
       return [most, await s.getValue()]`,
      [2, 2],
    )

    it(
      `${kind}: travels and stays itself`,
      `const s = new ${kind}(2), q = new Queue()
       await q.put([s])
       const [same] = await q.get()
       await same.acquire()
       return [same instanceof ${kind}, await s.getValue(), await peer.call(same, 'getValue')]`,
      [true, 1, 1],
    )

    it(
      `${kind}: a time-out ends the wait, and the permit goes to the next`,
      `const s = new ${kind}(1)
       await peer.call(s, 'acquire')
       const late = s.acquire({ timeoutMs: 5 }), next = s.acquire()
       const told = [await late]
       await peer.call(s, 'release')
       return [...told, await next, await s.getValue()]`,
      [false, true, 0],
    )
  }

  it(
    'a Semaphore signals: what is released before it is acquired counts',
    `const s = new Semaphore(0)
     for (const _ of range(3)) await s.release()
     const told = [await peer.call(s, 'getValue')]
     for (const _ of range(3)) told.push(await peer.call(s, 'acquire'))
     const waiting = peer.call(s, 'acquire')
     await peer.reached()
     await s.release()
     return [...told, await waiting, await s.getValue()]`,
    [3, true, true, true, true, 0],
  )

  it(
    'a BoundedSemaphore has never more permits than at first: one release too many is a MisuseError',
    `const s = new BoundedSemaphore(2), told = [await failureText(() => s.release())]
     await s.acquire()
     await peer.call(s, 'release')
     return [...told, await peer.call(s, 'release'), await s.getValue()]`,
    [
      expect.stringMatching(/^MisuseError: BoundedSemaphore-\d+ has all of its 2 permits: release\(\) was/),
      'MisuseError',
      2,
    ],
  )

  it(
    'a permit that a killed process had is given back, what it had released is not',
    `const s = new BoundedSemaphore(3), other = await startPeer()
     for (const _ of range(3)) await other.call(s, 'acquire')
     await other.call(s, 'release')
     const told = [await s.acquire()], waiting = [s.acquire(), peer.call(s, 'acquire')]
     await peer.reached()
     await other.kill()
     return [...told, ...await Promise.all(waiting), await s.getValue()]`,
    [true, true, true, 0],
  )

  it(
    'a process that ends in order keeps its permits, as in Python, for others to release',
    `const s = new BoundedSemaphore(2), other = await startPeer()
     await other.call(s, 'acquire')
     await other.stop()
     return [await s.getValue(), await failure(() => s.release()), await s.getValue()]`,
    [1, 'none', 2],
  )

  it(
    'one that signals gives nothing back: a permit is an event there',
    `const s = new Semaphore(0), other = await startPeer()
     for (const _ of range(3)) await s.release()
     await other.call(s, 'acquire')
     await other.kill()
     return s.getValue()`,
    2,
  )

  it(
    'a process that is killed while it waits is forgotten',
    `const s = new Semaphore(1), other = await startPeer()
     await s.acquire()
     other.call(s, 'acquire')
     await other.reached()
     const next = peer.call(s, 'acquire')
     await peer.reached()
     await other.kill()
     await s.release()
     return [await next, await s.getValue()]`,
    [true, 0],
  )
})
