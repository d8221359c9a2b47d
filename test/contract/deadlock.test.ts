import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/shared/runReport.ts'
import { engineRun, startMethods, type EngineRun } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** Runs a program until a deadlock is found, which ends it. */
async function deadlockIn(
  body: string,
  startMethod: (typeof startMethods)[number],
): Promise<{ finding: Finding | undefined; run: EngineRun }> {
  let finding: Finding | undefined
  const run = await engineRun(prelude + body, {
    startMethod,
    limitMs: 15_000,
    onMessage(message, session) {
      if (message.type !== 'events') return
      const found = message.events.find((event) => event.type === 'finding')
      if (found?.type !== 'finding') return
      finding = found.finding
      session.handle({ type: 'stop', because: 'user', graceMs: 200 })
    },
  })
  return { finding, run }
}

const twoLocks = `
export async function take(first, second, holding) {
  await first.acquire()
  await holding.wait()
  await second.acquire()
}
export async function main() {
  const [a, b] = [new mp.Lock(), new mp.Lock()]
  const holding = new mp.Barrier(2)
  const one = new Process({ target: take, args: [a, b, holding] })
  const other = new Process({ target: take, args: [b, a, holding] })
  await Promise.all([one.start(), other.start()])
  await one.join()
}
`

const openEnd = `
export async function read(reader) {
  for await (const message of reader) console.log(message)
}
export async function main() {
  const [reader, writer] = Pipe(false)
  const child = new Process({ target: read, args: [reader] })
  await child.start()
  await writer.send('hello')
  await child.join()
}
`

const timed = `
export async function hold(lock, signal) {
  await sleep(700)
  await signal.release()
  await lock.acquire()
  await sleep(700)
  await lock.release()
}
export async function main() {
  const [lock, signal] = [new mp.Lock(), new mp.Lock()]
  for (const each of [lock, signal]) await each.acquire()
  const child = new Process({ target: hold, args: [lock, signal] })
  await child.start()
  await signal.acquire()
  setTimeout(() => lock.release(), 700)
  await child.join()
  return 'went on'
}
`

describe.each(startMethods)('A deadlock of processes by %s', (startMethod) => {
  it('by two locks is found while the run goes on, and names both processes and both locks', async () => {
    const { finding, run } = await deadlockIn(twoLocks, startMethod)
    expect(finding?.message).toMatch(
      /Process-[12] \(pid \d+\) waits in acquire on Lock-[12], which Process-[12] still holds; Process-[12] \(pid \d+\) waits in acquire on Lock-[12], which Process-[12] still holds/,
    )
    expect(finding?.message).toMatch(/Lock-1.*Lock-2|Lock-2.*Lock-1/)
    expect(run.end.outcome).toBe('deadlocked')
  })

  it('by an end of a pipe that was left open names who holds it', async () => {
    const { finding, run } = await deadlockIn(openEnd, startMethod)
    expect(finding?.message).toMatch(/on Pipe-1, which MainProcess still holds the other end of/)
    expect(run.stdout).toContain('hello')
  })

  it('is none where a timer will end the wait, here or in another process that releases the lock', async () => {
    const { finding, run } = await deadlockIn(timed, startMethod)
    expect(finding).toBeUndefined()
    expect(run.end).toMatchObject({ outcome: 'completed', result: 'went on' })
  })
})
