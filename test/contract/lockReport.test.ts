import { describe, expect, it } from 'vitest'
import type { EngineSnapshot } from '../../src/engine/session/protocol.ts'
import { engineRun, startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'

/** What a run's watchers are told of locks and of who waits for them. */
describe.each(startMethods)('Reports of locks by %s', (startMethod) => {
  it('counts acquires, waits and holds of each, by kind and name', async () => {
    const { end, snapshot } = await engineRun(
      `${peerPrelude}
      export async function main() {
        const peer = await startPeer()
        const lock = new Lock(), rlock = new RLock(), s = new Semaphore(2), bounded = new BoundedSemaphore(1)
        const c = new Condition(rlock), e = new Event(), b = new Barrier(2), another = new Lock()
        await lock.acquire()
        const waiting = peer.call(lock, 'acquire')
        await peer.reached()
        await sleep(20)
        await lock.release()
        await waiting
        await rlock.acquire()
        await c.wait(1)
        await s.acquire(); await s.acquire(); await s.release()
        await e.set(); await e.wait()
        const passing = peer.call(b, 'wait')
        await peer.reached()
        await b.wait()
        await passing
        await peer.stop()
      }`,
      { startMethod },
    )
    expect(end.error).toBeNull()
    const ms = expect.any(Number) as number
    const row = (kind: string, name: string, acquires: number, contended: number) =>
      expect.objectContaining({ kind, name, acquires, contended, waitMs: ms, holdMs: ms }) as unknown
    expect(snapshot.locks).toEqual([
      row('lock', 'Lock-1', 2, 1),
      row('rlock', 'RLock-1', 2, 0),
      row('semaphore', 'Semaphore-1', 2, 0),
      row('bounded-semaphore', 'BoundedSemaphore-1', 0, 0),
      row('condition', 'Condition-1', 0, 1),
      row('event', 'Event-1', 1, 0),
      row('barrier', 'Barrier-1', 2, 1),
      row('lock', 'Lock-2', 0, 0),
    ])
    const [contended, , , , , , passed, unused] = snapshot.locks
    expect(contended?.waitMs).toBeGreaterThanOrEqual(19)
    expect(contended?.holdMs).toBeGreaterThanOrEqual(19)
    expect(passed).toMatchObject({ holdMs: 0 })
    expect(unused).toMatchObject({ waitMs: 0, holdMs: 0 })
  })

  it('shows who waits for what, and who holds it, while it lasts', async () => {
    const names = ['Lock-1', 'Semaphore-1', 'Condition-1', 'Event-1', 'Barrier-1']
    const labels = ['acquire', 'acquire', 'wait', 'wait', 'wait'].map(
      (what, index) => `${what} on ${names[index]}`,
    )
    let seen: EngineSnapshot | undefined
    await engineRun(
      `${peerPrelude}
      export async function main() {
        const peer = await startPeer('waiter'), lock = new Lock(), s = new Semaphore(1), c = new Condition()
        await lock.acquire(); await s.acquire()
        await peer.call(c, 'acquire')
        for (const [object, method] of [[lock, 'acquire'], [s, 'acquire'], [c, 'wait'], [new Event(), 'wait'], [new Barrier(2), 'wait']])
          peer.call(object, method)
        await new Promise(() => setInterval(() => {}, 1_000))
      }`,
      {
        startMethod,
        onMessage: (message, session) => {
          if (message.type !== 'snapshot' || seen) return
          const waits = waitsOf(message.snapshot, 'waiter')
          if (!labels.every((label) => waits.includes(label))) return
          seen = message.snapshot
          session.handle({ type: 'stop', because: 'user', graceMs: 0 })
        },
      },
    )
    const main = seen?.processes.find(({ name }) => name === 'MainProcess')
    const holders = Object.fromEntries(seen?.locks.map(({ name, holders }) => [name, holders]) ?? [])
    expect(holders).toMatchObject({
      'Lock-1': [{ pid: main?.pid }],
      'Semaphore-1': [{ pid: main?.pid }],
      'RLock-1': [],
      'Event-1': [],
    })
  })

  it('a process that was notified is seen to wait for the lock', async () => {
    let isSeen = false
    await engineRun(
      `${peerPrelude}
      export async function main() {
        const peer = await startPeer('waiter'), c = new Condition()
        await peer.call(c, 'acquire')
        peer.call(c, 'wait')
        await peer.reached()
        await c.acquire()
        await c.notify()
        await new Promise(() => setInterval(() => {}, 1_000))
      }`,
      {
        startMethod,
        onMessage: (message, session) => {
          if (message.type !== 'snapshot' || isSeen) return
          isSeen = waitsOf(message.snapshot, 'waiter').includes('acquire on RLock-1')
          if (isSeen) session.handle({ type: 'stop', because: 'user', graceMs: 0 })
        },
      },
    )
    expect(isSeen).toBe(true)
  })
})

function waitsOf({ processes }: EngineSnapshot, name: string): string[] {
  return processes.filter((one) => one.name === name).flatMap(({ waits }) => waits.map(({ label }) => label))
}
