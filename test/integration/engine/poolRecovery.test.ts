import { describe, expect, it } from 'vitest'
import { engineRun, factsOf, type EngineRun, type EngineRunOptions } from '../../support/engineRun.ts'
import { poolPrelude } from '../../support/poolPrelude.ts'

/** What pools do with tasks that lost their worker, and with what only some processes have. */

const program = (main: string, more = ''): string =>
  `${poolPrelude}${more}\nexport async function main() {${main}}`
const facts = <T = unknown>(main: string, more = '', options: EngineRunOptions = {}): Promise<T> =>
  factsOf<T>(program(main, more), options)
const run = (main: string, more = '', options: EngineRunOptions = {}): Promise<EngineRun> =>
  engineRun(program(main, more), options)

/** Settles every promise and tells how: the values, and the errors by index. */
const settleAll = `
async function settleAll(promises) {
  const settled = await Promise.allSettled(promises)
  const errors = settled.flatMap(({ reason }, index) => reason ? [{ index, name: reason.name, pid: reason.pid, signal: reason.signal, exitCode: reason.exitCode, task: reason.task, message: reason.message, cause: reason.cause?.message ?? null }] : [])
  return { values: settled.filter(({ status }) => status === 'fulfilled').map(({ value }) => value), errors }
}`

describe('A connection in a task', () => {
  it('stays open while the task waits for its second worker', async () => {
    const told = await facts(
      `
      await using pool = new Pool(1)
      await pool.map(square, range(2_000), { chunkSize: 1 })
      const [ours, theirs] = Pipe()
      const begun = new Queue()
      const lost = pool.applyAsync(stuck, [begun])
      const sent = pool.applyAsync(sendThrough, [theirs, 'through'])
      // With so much to do the worker has the task at hand already when it dies.
      const more = pool.mapAsync(square, range(100), { chunkSize: 1 })
      const pid = await begun.get()
      await theirs.close()
      process.kill(pid, 'SIGKILL')
      const received = await outcome(() => ours.recv())
      return [await failure(() => lost.get()), received, await sent.get(), (await more.get()).length]`,
      `export async function sendThrough(end, text) { await end.send(text); return 'sent' }`,
    )
    expect(told).toEqual(['WorkerDiedError', { value: 'through' }, 'sent', 100])
  })
})

describe('A pool that retries', () => {
  it('repeats what a dead worker had begun, and gives a poison task up after three workers', async () => {
    const { end, snapshot } = await run(
      `
      await using pool = new Pool(2, { onWorkerDeath: 'retry' })
      const tries = new Queue()
      const told = await settleAll(range(30).map((n) => pool.apply(work, [n, tries])))
      const counts = new Map()
      while (!(await tries.isEmpty())) { const n = await tries.get(); counts.set(n, (counts.get(n) ?? 0) + 1) }
      return { errors: told.errors, values: told.values.length, poison: counts.get(5), once: counts.get(9), others: Math.max(...[...counts].filter(([n]) => n !== 5 && n !== 9).map(([, count]) => count)) }`,
      `${settleAll}
      export async function work(n, tries) {
        await tries.put(n)
        if (n === 5 || (n === 9 && await tries.size() > 0 && !(await seen(tries)))) process.kill(process.pid, 'SIGKILL')
        return n
      }
      import { mkdirSync, rmdirSync } from 'node:fs'
      async function seen() {
        const mark = tmpdir() + '/pool-test-once-' + parentProcess().pid
        try { mkdirSync(mark); return false } catch { rmdirSync(mark); return true }
      }`,
    )
    expect(end.result).toMatchObject({
      errors: [{ index: 5, name: 'WorkerDiedError', message: expect.stringContaining('tried 3 times') }],
      values: 29,
      poison: 3,
      once: 2,
      others: 1,
    })
    expect(snapshot.pools[0]).toMatchObject({ lost: 1, retried: 3, completed: 29 })
  })

  it('gives up the poison task alone, not those that ran with it in one stream', async () => {
    const told = await facts<{ errors: { index: number }[]; values: number }>(
      `
      await using pool = new Pool(2, { onWorkerDeath: 'retry' })
      const results = pool.imap(work, range(5_000), { bufferSize: 5_000 })
      const errors = []
      let values = 0
      for (let index = 0; ; index++) {
        try { const { done } = await results.next(); if (done) break; values++ } catch (error) { errors.push({ index, name: error.name }) }
      }
      return { errors, values }`,
      `export function work(n) { if (n === 4_321) process.kill(process.pid, 'SIGKILL'); return n }`,
    )
    expect(told).toEqual({ errors: [{ index: 4_321, name: 'WorkerDiedError' }], values: 4_999 })
  })
})

describe('A function that one process has and the other has not', () => {
  it('is an error of its tasks alone', async () => {
    const told = await facts<unknown[]>(
      `
      await using pool = new Pool(1)
      const pid = await pool.apply(own)
      return [await failure(() => pool.map(mine, [1, 2])), await pool.map(square, [3]), pid === await pool.apply(own)]`,
      `export const mine = process.title.includes('MainProcess') ? function mine() {} : undefined`,
    )
    expect(told).toEqual(['NotExportedError', [9], true])
  })
})
