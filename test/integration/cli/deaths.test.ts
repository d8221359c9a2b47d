import { describe, expect, it } from 'vitest'
import { runReportSchema, type RunReport } from '../../../src/shared/runReport.ts'
import { CliProcess, runCli } from '../../support/cli.ts'
import { findProcesses, markVariable } from '../../support/leaks.ts'
import { expectNoOwnProcesses, waitForEnd } from '../../support/ownProcesses.ts'
import { programFile } from '../../support/programFiles.ts'

/** A worker that dies takes one task with it and nothing else; a host that dies takes all of its processes. */

/** Task 30 of 100 does `deed` to its own worker; the rest are settled one by one. */
function poolProgram(deed: string, options = ''): string {
  return `
    import { existsSync, writeFileSync } from 'node:fs'
    import { Pool } from 'multiprocessing'
    export async function work(n: number, flag: string): Promise<unknown> {
      if (n === 30 && !existsSync(flag)) { ${deed} }
      return n
    }
    export async function main({ flag = '/nonexistent' }: { flag?: string }) {
      const pool = new Pool(2${options})
      const tasks = Array.from({ length: 100 }, (_, n) => pool.apply(work, [n, flag]))
      const settled = await Promise.allSettled(tasks)
      await pool.close()
      await pool.join()
      const failures = settled.flatMap((outcome, n) => outcome.status === 'rejected' ? [{ n, name: outcome.reason.name, pid: outcome.reason.pid, signal: outcome.reason.signal, exitCode: outcome.reason.exitCode, message: outcome.reason.message }] : [])
      return { failures, finished: settled.filter(({ status }) => status === 'fulfilled').length }
    }`
}

interface Settled {
  finished: number
  failures: {
    n: number
    name: string
    pid?: number
    signal?: string | null
    exitCode?: number
    message: string
  }[]
}

async function settle(source: string, ...args: string[]): Promise<{ report: RunReport; settled: Settled }> {
  const { exitCode, stdout, stderr } = await runCli([
    'run',
    programFile(source),
    '--json',
    '--timeout',
    '50000',
    ...args,
  ])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const report = runReportSchema.parse(JSON.parse(stdout))
  await expectNoOwnProcesses()
  return { report, settled: report.run.result as Settled }
}

describe('a worker that dies in the middle of 100 tasks', () => {
  it('by SIGKILL: its task rejects with pid and signal, 99 finish, the pool closes', async () => {
    const { report, settled } = await settle(poolProgram("process.kill(process.pid, 'SIGKILL')"))
    expect(settled.finished).toBe(99)
    expect(settled.failures).toMatchObject([{ n: 30, name: 'WorkerDiedError', signal: 'SIGKILL' }])
    const dead = report.processes.find(({ pid }) => pid === settled.failures[0]?.pid)
    expect(dead).toMatchObject({ role: 'pool-worker', signal: 'SIGKILL', exitCode: -9 })
    expect(report.pools).toMatchObject([{ lost: 1, retried: 0 }])
    expect(report.pools[0]?.workers).toHaveLength(3)
  })

  it('by process.exit(0): the same', async () => {
    const { settled } = await settle(poolProgram('process.exit(0)'))
    expect(settled.finished).toBe(99)
    expect(settled.failures).toMatchObject([{ n: 30, name: 'WorkerDiedError', exitCode: 0 }])
  })

  it('is replaced and its task retried where the pool says so', async () => {
    const program = poolProgram(
      "writeFileSync(flag, ''); process.kill(process.pid, 'SIGKILL')",
      ", { onWorkerDeath: 'retry' }",
    )
    const flag = programFile('', 'flag') + '.set'
    const { report, settled } = await settle(program, '--param', `flag=${flag}`)
    expect(settled).toEqual({ finished: 100, failures: [] })
    expect(report.pools).toMatchObject([{ lost: 0, retried: 1 }])
  })

  it('is not needed for a result that cannot be cloned: that task alone fails, by path', async () => {
    const { report, settled } = await settle(poolProgram('return { inner: { fn: () => 1 } }'))
    expect(settled.finished).toBe(99)
    expect(settled.failures).toMatchObject([{ n: 30, name: 'SerializationError' }])
    expect(settled.failures[0]?.message).toContain('inner.fn')
    expect(report.pools).toMatchObject([{ lost: 0, failed: 1 }])
  })
})

/** Prints the pids of main and of two workers, which then do `work`. */
function longProgram(work: string): string {
  return `
    import { spawn } from 'node:child_process'
    import { Pool } from 'multiprocessing'
    export async function work(): Promise<void> { console.log('pid ' + process.pid + ' is up'); ${work} }
    export async function main() {
      console.log('pid ' + process.pid + ' is up')
      const pool = new Pool(2)
      await Promise.all([pool.apply(work, []), pool.apply(work, [])])
    }`
}

async function startLong(work: string): Promise<{ cli: CliProcess; pids: number[] }> {
  const cli = new CliProcess(['run', programFile(longProgram(work))])
  const match = await cli.waitForOutput(/pid (\d+) is up[^]*pid (\d+) is up[^]*pid (\d+) is up/)
  return { cli, pids: match.slice(1).map(Number) }
}

const works = [
  ['idle', 'await new Promise(() => setInterval(() => {}, 1000))'],
  ['busy', 'for (;;) { JSON.stringify(new Array(1e5).fill(1)); await new Promise(setImmediate) }'],
  ['in a loop without pause', 'for (;;) {}'],
  [
    'in a loop, with a process of their own that left their group',
    "spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref(); for (;;) {}",
  ],
] as const

describe('when the host ends, its processes end', () => {
  it.each(works)('SIGKILL of the host, workers %s: none lives 2 s later', async (_, work) => {
    const { cli, pids } = await startLong(work)
    cli.kill('SIGKILL')
    await waitForEnd(pids, 2_000)
    await expectNoOwnProcesses()
    await cli.ended
  })

  it('SIGKILL of the host: those that only stand by end too', async () => {
    const program = programFile(`
      export async function main() {
        console.log('main is up')
        await new Promise(() => setInterval(() => {}, 1000))
      }`)
    const cli = new CliProcess(['run', program, '--start-method', 'standby'])
    await cli.waitForOutput(/main is up/)
    const workers = (): number =>
      findProcesses(process.env[markVariable] ?? '').filter(({ command }) => command.includes('standby'))
        .length
    await expect.poll(workers, { timeout: 10_000 }).toBeGreaterThan(0)
    cli.kill('SIGKILL')
    await cli.ended
    await expect.poll(workers).toBe(0)
    await expectNoOwnProcesses()
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the run with code %i, nothing left', async (signal, exitCode) => {
    const { cli, pids } = await startLong('for (;;) {}')
    cli.kill(signal)
    await expect(cli.ended).resolves.toMatchObject({ exitCode })
    await waitForEnd(pids, 0)
    await expectNoOwnProcesses()
  })
})
