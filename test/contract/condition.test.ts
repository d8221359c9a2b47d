import { describe } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** What a program can rely on of `Condition`, whatever starts its processes. */
describe.each(startMethods)('Condition between processes by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${peerPrelude}
    let peerOf
    async function isHeld(condition) {
      const isAcquired = await peerOf.call(condition, 'acquire', { blocking: false })
      if (isAcquired) await peerOf.call(condition, 'release')
      return !isAcquired
    }
    /** So many waits in the peer, over a Lock; resolves when all wait. Those that have ended are noted in 'awake'. */
    async function asleep(condition, count, { timeoutMs, awake = [] } = {}) {
      const waits = []
      for (const n of range(count)) {
        await peerOf.call(condition, 'acquire')
        waits.push(peerOf.call(condition, 'wait', timeoutMs).then(async (value) => {
          awake.push(n)
          await peerOf.call(condition, 'release')
          return value
        }))
        await peerOf.reached()
      }
      return waits
    }
    export async function produce(condition, items, space, count) {
      for (let n = 0; n < count; n++) {
        await condition.runExclusive(async () => {
          await condition.waitFor(async () => (await items.size()) < space)
          await items.put(n)
          await condition.notifyAll()
        })
      }
    }`,
    { setUp: `const peer = peerOf = await startPeer()`, tearDown: `await peer.stop()` },
  )

  it(
    'wait and notify need the lock to be held by the process',
    `const c = new Condition(), told = []
     for (const call of [() => c.wait(), () => c.wait(5), () => c.notify(), () => c.notifyAll(), () => c.waitFor(() => false)]) told.push(await failure(call))
     await c.acquire()
     told.push(await peer.call(c, 'wait', 5), await peer.call(c, 'notify'))
     return [...told, await failure(() => c.notify())]`,
    [...Array.from({ length: 7 }, () => 'MisuseError'), 'none'],
  )

  it(
    'wait gives the lock up and holds it again when it was notified',
    `const c = new Condition()
     await c.acquire()
     const waiting = c.wait()
     const told = [await peer.call(c, 'acquire'), await peer.call(c, 'notify')]
     const isEarly = await Promise.race([waiting, peer.call(null, '', 'not before the release')])
     await peer.call(c, 'release')
     return [...told, isEarly, await waiting, await isHeld(c)]`,
    [true, undefined, 'not before the release', true, true],
  )

  it(
    'wait is false when its time is over, and holds the lock again',
    `const c = new Condition(), before = performance.now()
     await c.acquire()
     const told = [await c.wait(40), performance.now() - before >= 39, await isHeld(c), await c.wait(0), await c.wait(-1), await isHeld(c)]
     await c.release()
     return [...told, await isHeld(c)]`,
    [false, true, true, false, false, true, false],
  )

  it(
    'who has waited in vain comes back only when the lock is free',
    `const c = new Condition()
     await peer.call(c, 'acquire')
     const acquiring = c.acquire()
     await peer.reached()
     const waiting = peer.call(c, 'wait', 1)
     await acquiring
     // Longer than that.
     const state = await Promise.race([waiting, peer.call(new Event(), 'wait', 10).then(() => 'waits')])
     await c.release()
     const told = [state, await waiting, await c.acquire({ blocking: false })]
     return [...told, await peer.call(c, 'release')]`,
    ['waits', false, false, undefined],
  )

  it(
    'the lock is held as often as before',
    `const c = new Condition(), told = []
     for (const _ of range(3)) await c.acquire()
     told.push(await c.wait(1))
     const waiting = c.wait()
     await peer.call(c, 'acquire')
     await peer.call(c, 'notify')
     await peer.call(c, 'release')
     told.push(await waiting)
     for (const _ of range(3)) { told.push(await isHeld(c)); await c.release() }
     return [...told, await failure(() => c.release()), await isHeld(c)]`,
    [false, true, true, true, true, 'MisuseError', false],
  )

  it(
    'notify ends exactly so many waits, the oldest first',
    `const c = new Condition(new Lock()), awake = [], told = [], waits = await asleep(c, 5, { awake })
     for (const count of [undefined, 0, 2, 9]) {
       await c.runExclusive(() => c.notify(count))
       // Who was woken came back for the lock before this.
       await c.runExclusive(() => told.push(awake.join('')))
     }
     return [told, await Promise.all(waits)]`,
    [
      ['0', '0', '012', '01234'],
      [true, true, true, true, true],
    ],
  )

  it(
    'notifyAll ends every wait; what comes later waits for the next',
    `const c = new Condition(new Lock()), waits = await asleep(c, 3)
     await c.runExclusive(() => c.notifyAll())
     const told = await Promise.all(waits)
     const [later] = await asleep(c, 1, { timeoutMs: 20 })
     return [told, await later]`,
    [[true, true, true], false],
  )

  it(
    'waitFor gives what the predicate gave last, and needs no lock when that is true at once',
    `const c = new Condition(), told = [await c.waitFor(() => 'at once'), await c.waitFor(async () => 5)]
     let count = 0
     await c.acquire()
     const waiting = c.waitFor(() => ++count === 3 && { count })
     for (const _ of range(2)) {
       await peer.call(c, 'acquire')
       await peer.call(c, 'notify')
       await peer.call(c, 'release')
     }
     return [...told, await waiting, count, await c.waitFor(() => 0, 5), await c.waitFor(() => '', 0), await c.waitFor(() => null, -5)]`,
    ['at once', 5, { count: 3 }, 3, 0, '', null],
  )

  it(
    'the time-out of waitFor counts over all of its waits',
    `const c = new Condition(), before = performance.now()
     let calls = 0, isOver = false
     await c.acquire()
     const waiting = c.waitFor(() => { calls++; return false }, 60).then((value) => { isOver = true; return value })
     while (!isOver) {
       if (await peer.call(c, 'acquire', { timeoutMs: 5 }) !== true) continue
       await peer.call(c, 'notify')
       await peer.call(c, 'release')
     }
     return [await waiting, calls > 2, performance.now() - before >= 59]`,
    [false, true, true],
  )

  it(
    'a predicate that fails is thrown, and the lock is held',
    `const c = new Condition()
     await c.acquire()
     const told = [await failureText(() => c.waitFor(() => { throw new RangeError('first') })), await failureText(() => c.waitFor(async () => { throw new RangeError('later') }))]
     return [...told, await isHeld(c)]`,
    ['RangeError: first', 'RangeError: later', true],
  )

  it(
    'goes with the lock that it was given; two conditions may have one in common',
    `const lock = new Lock(), full = new Condition(lock), empty = new Condition(lock)
     await lock.acquire()
     const told = [await failure(() => full.notify()), await empty.acquire({ blocking: false }), await peer.call(full, 'acquire', { blocking: false })]
     await full.release()
     const [onFull] = await asleep(full, 1), [onEmpty] = await asleep(empty, 1, { timeoutMs: 30 })
     await empty.runExclusive(() => full.notify())
     return [...told, await onFull, await onEmpty]`,
    ['none', false, false, true, false],
  )

  it(
    'over a Lock the concurrent functions of one process wait and notify each other',
    `const c = new Condition(new Lock()), said = []
     const wait = c.runExclusive(async () => { said.push('waits'); await c.wait(); said.push('goes on') })
     await c.runExclusive(async () => { said.push('notifies'); await c.notify(); said.push('has notified') })
     await wait
     return said`,
    ['waits', 'notifies', 'has notified', 'goes on'],
  )

  it(
    'travels with its lock, and stays itself',
    `const lock = new Lock(), c = new Condition(lock), q = new Queue()
     await q.put([c, lock])
     const [same, sameLock] = await q.get()
     await sameLock.acquire()
     return [same instanceof Condition, await failure(() => same.notify()), await peer.call(same, 'acquire', { blocking: false }), await failure(() => c.release())]`,
    [true, 'none', false, 'none'],
  )

  it(
    'refuses what is no lock, no number of waits and no time-out',
    `const c = new Condition(), told = []
     for (const lock of [5, null, {}, new Semaphore()]) told.push(await failure(() => new Condition(lock)))
     await c.acquire()
     for (const count of [-1, 1.5, NaN, '1']) told.push(await failure(() => c.notify(count)))
     told.push(await failure(() => c.wait('soon')), await failure(() => c.waitFor(() => false, NaN)))
     return [...told, await isHeld(c)]`,
    [...Array.from({ length: 10 }, () => 'MisuseError'), true],
  )

  it(
    'a bounded buffer made of it: nothing is lost, it never holds more, and everyone gets on',
    `const c = new Condition(), items = new Queue(), count = 40, got = []
     const p = new Process({ target: produce, args: [c, items, 3, count] })
     await p.start()
     let most = 0
     while (got.length < count) {
       await c.runExclusive(async () => {
         await c.waitFor(async () => (await items.size()) > 0)
         most = Math.max(most, await items.size())
         got.push(await items.get())
         await c.notifyAll()
       })
     }
     await p.join()
     return [got.every((n, index) => n === index), most <= 3, p.exitCode]`,
    [true, true, 0],
  )

  it(
    'runExclusive acquires its lock, and releases it also when the function fails or waits',
    `const c = new Condition()
     const told = [await c.runExclusive(async () => [await isHeld(c), await c.wait(1)]), await isHeld(c)]
     return [...told, await failure(() => c.runExclusive(() => { throw new RangeError() })), await isHeld(c), await failure(() => peer.call(c, 'acquire').then(() => c.runExclusive(() => {}, { timeoutMs: 1 })))]`,
    [[true, false], false, 'RangeError', false, 'TimeoutError'],
  )
})
