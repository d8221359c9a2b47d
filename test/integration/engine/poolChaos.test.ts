import { describe, expect, it } from 'vitest'
import { engineRun } from '../../support/engineRun.ts'
import { poolPrelude } from '../../support/poolPrelude.ts'

/** Workers are killed again and again, at random, from outside, while they work: nothing is lost silently. */

/** So that a failure can be repeated: the choices follow from the seed, the moments from the machine. */
const chaos = `
function random(seed) {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31
}
/** Ends a worker again and again until told otherwise; returns how many. */
async function killAtRandom(pool, seed, signals, isOver) {
  const next = random(seed)
  let kills = 0
  while (!isOver()) {
    await sleep(40 + 80 * next())
    const children = workersOf()
    if (children.length === 0) continue
    try {
      process.kill(children[Math.floor(next() * children.length)], signals[Math.floor(next() * signals.length)])
      kills++
    } catch { /* It had ended. */ }
  }
  return kills
}
import { readdirSync, readFileSync } from 'node:fs'
/** Every pool worker of this run, also those that are starting. */
function workersOf() {
  return readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).filter((pid) => {
    try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('PoolWorker') && readFileSync('/proc/' + pid + '/environ', 'utf8').includes(process.env.FORKSCOPE_RUN) } catch { return false }
  }).map(Number)
}
/** Counts how each of the promises settles. */
function watch(promises) {
  const told = { fulfilled: 0, wrong: 0, errors: {}, twice: 0 }
  const seen = new Set()
  const all = promises.map((promise, index) => promise.then(
    (value) => { if (seen.has(index)) told.twice++; seen.add(index); if (value === index) told.fulfilled++; else told.wrong++ },
    (error) => { if (seen.has(index)) told.twice++; seen.add(index); told.errors[error.name] = (told.errors[error.name] ?? 0) + 1 },
  ))
  return { told, done: Promise.all(all), settled: () => seen.size }
}
export async function task(n) {
  if (n % 7 === 0) await sleep(3)
  for (const end = performance.now() + (n % 10); performance.now() < end;);
  return n
}
`

interface Told {
  fulfilled: number
  wrong: number
  twice: number
  errors: Record<string, number>
  settled: number
  kills: number
  seconds: number
}

describe('Workers that are killed at random', () => {
  it.each([
    { seed: 1, onWorkerDeath: 'reject', maxTasksPerChild: undefined },
    { seed: 2, onWorkerDeath: 'retry', maxTasksPerChild: undefined },
    { seed: 3, onWorkerDeath: 'reject', maxTasksPerChild: 20 },
  ])('every task settles once (%o)', async ({ seed, ...options }) => {
    const { end, snapshot } = await engineRun(
      `${poolPrelude}${chaos}
      export async function main({ seed, options }) {
        const pool = new Pool(3, options)
        const { told, done, settled } = watch(range(600).map((n) => pool.apply(task, [n])))
        let isOver = false
        const startedAt = performance.now()
        const killing = killAtRandom(pool, seed, ['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGABRT'], () => isOver)
        await done
        isOver = true
        const kills = await killing
        await pool.close()
        await pool.join()
        return { ...told, kills, settled: settled(), seconds: (performance.now() - startedAt) / 1_000 }
      }`,
      { params: { seed, options }, limitMs: 100_000 },
    )
    const told = end.result as Told
    expect(told).toMatchObject({ wrong: 0, twice: 0, settled: 600 })
    expect(told.kills).toBeGreaterThan(5)
    const { WorkerDiedError: died = 0, BrokenPoolError: broken = 0, ...others } = told.errors
    expect(others).toEqual({})
    // As many kills in a row, all of starting workers, break a pool, and that may happen here.
    if (broken === 0) expect(told.fulfilled + died).toBe(600)
    expect(died).toBeLessThanOrEqual(told.kills)
    expect(snapshot.pools[0]).toMatchObject({ outstanding: 0 })
    expect(snapshot.processes.every(({ endedAtMs }) => endedAtMs !== null)).toBe(true)
  })

  it('a map, an imap and short tasks among them: the caller is told all, and the pool works on', async () => {
    const { end } = await engineRun(
      `${poolPrelude}${chaos}
      export async function main() {
        const pool = new Pool(3, { onWorkerDeath: 'retry' })
        let isOver = false
        const killing = killAtRandom(pool, 4, ['SIGKILL'], () => isOver)
        const told = { maps: 0, mapErrors: [], right: true, items: 0, itemErrors: 0 }
        for (let round = 0; round < 4; round++) {
          try {
            const results = await pool.map(square, range(20_000), { chunkSize: round % 2 ? 1 : undefined })
            told.right &&= results.length === 20_000 && results.every((result, n) => result === n * n)
            told.maps++
          } catch (error) { told.mapErrors.push(error.name) }
          const results = pool.imap(task, range(150))
          for (let n = 0; ; n++) {
            try {
              const { done, value } = await results.next()
              if (done) { told.right &&= n === 150; break }
              told.right &&= value === n
              told.items++
            } catch { told.itemErrors++ }
          }
        }
        isOver = true
        await killing
        const after = await pool.map(square, [1, 2, 3])
        await pool.close()
        await pool.join()
        return { ...told, after }
      }`,
      { limitMs: 100_000 },
    )
    const told = end.result as {
      maps: number
      mapErrors: string[]
      right: boolean
      items: number
      itemErrors: number
    }
    expect(told).toMatchObject({ right: true, after: [1, 4, 9] })
    expect(told.mapErrors.every((name) => name === 'WorkerDiedError')).toBe(true)
    expect(told.items + told.itemErrors).toBe(600)
  })

  it('and the run is disposed of in the middle: nothing is left', async () => {
    let isAsked = false
    const { end, snapshot } = await engineRun(
      `${poolPrelude}${chaos}
      export async function main() {
        const pool = new Pool(4, { onWorkerDeath: 'retry' })
        const tasks = range(50_000).map((n) => pool.apply(task, [n]))
        for (const task of tasks) task.catch(() => {})
        void killAtRandom(pool, 5, ['SIGKILL'], () => false)
        await tasks[40]
        console.log('in the middle')
        await Promise.allSettled(tasks)
      }`,
      {
        onMessage(message, session) {
          if (isAsked || message.type !== 'output') return
          isAsked = true
          void session.dispose()
        },
      },
    )
    expect(end.outcome).toBe('killed')
    expect(snapshot.processes.every(({ endedAtMs }) => endedAtMs !== null)).toBe(true)
  })
})
