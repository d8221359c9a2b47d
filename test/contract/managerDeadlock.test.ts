import { describe, expect, it } from 'vitest'
import { engineRun, startMethods, type EngineRun } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'

/** What is a deadlock with managers and connections about, and what only takes its time. */
describe.each(startMethods)('A wait for a manager, by %s', (startMethod) => {
  /** Runs a program until a deadlock is found, if one is. */
  const run = (body: string): Promise<EngineRun> =>
    engineRun(prelude + body, {
      startMethod,
      limitMs: 15_000,
      onMessage(message, session) {
        if (message.type === 'events' && message.events.some(({ type }) => type === 'finding'))
          session.handle({ type: 'stop', because: 'user', graceMs: 200 })
      },
    })

  const findings = ({ events }: EngineRun): string[] =>
    events.flatMap((event) => (event.type === 'finding' ? [event.finding.message] : []))

  it('is none while the manager works, or a connection may bring something', async () => {
    const told = await run(`
      export class Slow { async answer() { await sleep(900); return 'answered' } }
      export async function speakLate(address) {
        const connection = await mp.Client(address)
        await sleep(900)
        await connection.send('came')
        await connection.close()
      }
      export async function main() {
        await using manager = await mp.Manager()
        const slow = await manager.register('slow', Slow)(), listener = new mp.Listener('')
        const p = new Process({ target: speakLate, args: [await listener.listening()] })
        await p.start()
        const connection = await listener.accept(), queue = new Queue()
        connection.recv().then((message) => queue.put(message))
        const got = [await slow.answer(), await queue.get()]
        await p.join(); await connection.close(); await listener.close()
        return got
      }`)
    expect(findings(told)).toEqual([])
    expect(told.end.result).toEqual(['answered', 'came'])
  })

  it('is one when what it runs waits for its caller; an idle manager hides none', async () => {
    const told = await run(`
      export class Greedy { async take(lock) { await lock.acquire() } }
      export async function main() {
        const manager = await mp.Manager(), idle = await mp.Manager(), lock = new mp.Lock()
        await idle.list([1]).length()
        const greedy = await manager.register('greedy', Greedy)()
        await lock.acquire()
        await greedy.take(lock)
      }`)
    expect(findings(told)).toEqual([
      expect.stringMatching(
        /MainProcess .*waits in call on SyncManager-1.*SyncManager-1 .*waits in acquire on Lock-1/,
      ),
    ])
    expect(told.end.outcome).toBe('deadlocked')
  })
})
