import { describe } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** What a program can rely on of `Event`, whatever starts its processes. */
describe.each(startMethods)('Event between processes by %s', (startMethod) => {
  const { it } = sharedRun(startMethod, peerPrelude, {
    setUp: `const peer = await startPeer()`,
    tearDown: `await peer.stop()`,
  })

  it(
    'is set and cleared for all processes, as often as one likes',
    `const e = new Event(), told = [await e.isSet()]
     told.push(await e.set(), await e.set(), await peer.call(e, 'isSet'))
     told.push(await peer.call(e, 'clear'), await e.clear(), await e.isSet())
     return told`,
    [false, undefined, undefined, true, undefined, undefined, false],
  )

  it(
    'wait goes on when it is set, by any process, and at once when it is set already',
    `const e = new Event(), own = e.wait(), others = [peer.call(e, 'wait'), peer.call(e, 'wait', 60_000)]
     await peer.reached()
     await peer.call(e, 'set')
     return [await own, ...await Promise.all(others), await e.wait(), await e.wait(0), await peer.call(e, 'wait', 5)]`,
    [true, true, true, true, true, true],
  )

  it(
    'wait is false when its time is over',
    `const e = new Event(), before = performance.now()
     const told = [await e.wait(40), performance.now() - before >= 39, await e.wait(0), await e.wait(-1), await peer.call(e, 'wait', 5)]
     return [...told, await failure(() => e.wait('soon')), await failure(() => e.wait(NaN))]`,
    [false, true, false, false, false, 'MisuseError', 'MisuseError'],
  )

  it(
    'everyone who waits goes on, also when it is cleared right after',
    `const e = new Event(), waits = range(3).map(() => peer.call(e, 'wait'))
     await peer.reached()
     e.set()
     e.clear()
     return [...await Promise.all(waits), await e.isSet(), await e.wait(5)]`,
    [true, true, true, false, false],
  )

  it(
    'travels and stays itself',
    `const e = new Event(), q = new Queue()
     await q.put(new Map([['event', e]]))
     const same = (await q.get()).get('event')
     await peer.call(same, 'set')
     return [same instanceof Event, same instanceof globalThis.Event, await e.isSet()]`,
    [true, false, true],
  )

  it(
    'one that is killed while it waits is forgotten, and the others go on',
    `const e = new Event(), other = await startPeer()
     other.call(e, 'wait')
     await other.reached()
     const waiting = peer.call(e, 'wait')
     await peer.reached()
     await other.kill()
     await e.set()
     return [await waiting, await e.isSet()]`,
    [true, true],
  )
})
