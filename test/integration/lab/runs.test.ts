import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { runReportSchema } from '../../../src/shared/runReport.ts'
import { runUpdateSchema, type RunUpdate } from '../../../src/shared/runUpdate.ts'
import { waitForEnd } from '../../support/ownProcesses.ts'
import { realLab, source, waitForUpdate } from './realLab.ts'

/** Runs on the real engine, sampled by the real monitor. */

const spinning = `
  import { Process } from 'multiprocessing'
  export function spin(): void { console.log('spinning'); for (;;) {} }
  export async function main() {
    const child = new Process({ target: spin, name: 'spinner' })
    await child.start()
    await child.join()
    return child.exitCode
  }`

const isSpinning = ({ output }: RunUpdate): boolean => output.some(({ text }) => text.includes('spinning'))

function bundleFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('forkscope-run-'))
}

describe('a run', () => {
  it('is seen from outside while its loop is blocked, and one of its processes can be ended', async () => {
    const lab = await realLab()
    const run = await lab.runs.startProgram({ source: source(spinning) })
    const { snapshot } = await waitForUpdate(run, (update) =>
      update.snapshot.processes.some(
        (process) => process.name === 'spinner' && (process.cpuPercent ?? 0) > 20,
      ),
    )
    const spinner = snapshot.processes.find(({ name }) => name === 'spinner')!
    expect(spinner).toMatchObject({ state: 'running', startMethod: 'spawn' })
    expect(spinner.rssBytes).toBeGreaterThan(10e6)
    expect(existsSync(`/proc/${spinner.pid}`)).toBe(process.platform === 'linux')

    lab.runs.endProcess(run.id, spinner.processId, 'SIGKILL')
    const report = await run.ended
    expect(report.run).toMatchObject({ outcome: 'completed', result: -9 })
    const dead = report.processes.find(({ pid }) => pid === spinner.pid)
    expect(dead).toMatchObject({ exitCode: -9, signal: 'SIGKILL' })
    expect(dead?.cpuMs).toBeGreaterThan(0)
    expect(run.snapshot().processes.find(({ pid }) => pid === spinner.pid)?.endedBy).toBe('user')
  })

  it('that is stopped leaves no process and no file', async () => {
    const lab = await realLab()
    const run = await lab.runs.startProgram({ source: source(spinning) })
    const { snapshot } = await waitForUpdate(run, isSpinning)
    lab.runs.stop(run.id)
    expect((await run.ended).run.outcome).toBe('killed')
    await waitForEnd(
      snapshot.processes.map(({ pid }) => pid),
      0,
    )
    expect(bundleFolders()).toEqual([])
  })

  it('that waits for ever is ended by its time-out, which says who waited for what', async () => {
    const lab = await realLab()
    const waiting = `
      import { Queue } from 'multiprocessing'
      export async function main() {
        // With something else to do it is in no deadlock.
        setInterval(() => {}, 1_000)
        await new Queue().get()
      }`
    const report = await (await lab.runs.startProgram({ source: source(waiting), timeoutMs: 1_500 })).ended
    expect(report.run.outcome).toBe('timeout')
    expect(report.run.error?.message).toMatch(/MainProcess \(pid \d+\) waited .* for get on Queue-1\.$/)
  })

  it('brings valid updates, and finds what went wrong', async () => {
    const lab = await realLab()
    const leaving = `
      import { Process, Queue } from 'multiprocessing'
      export function fail(): void { throw new Error('on purpose') }
      export async function main() {
        const queue = new Queue<number>()
        await queue.put(1)
        await queue.put(2)
        await queue.get()
        const child = new Process({ target: fail, name: 'failing' })
        await child.start()
        await child.join()
        return { when: new Date(0), queue: [1n] }
      }`
    const run = await lab.runs.startProgram({ source: source(leaving), params: { n: 1 } })
    const updates: RunUpdate[] = []
    run.watch({ emit: async (update) => void updates.push(runUpdateSchema.parse(update)), end: () => {} })
    const report = runReportSchema.parse(await run.ended)
    expect(updates.at(-1)?.report).toEqual(report)
    expect(report.run.result).toEqual({
      when: { $type: 'Date', value: '1970-01-01T00:00:00.000Z' },
      queue: [{ $type: 'bigint', value: '1' }],
    })
    expect(report.findings.map(({ code }) => code).sort()).toEqual(['items-left', 'process-failed'])
  })
})

describe('several runs', () => {
  it('go on at once up to the limit, and all end with the lab', async () => {
    const lab = await realLab(2)
    const runs = await Promise.all([1, 2].map(() => lab.runs.startProgram({ source: source(spinning) })))
    await expect(lab.runs.startProgram({ source: source(spinning) })).rejects.toThrow(/2 runs go on already/)
    const updates = await Promise.all(runs.map((run) => waitForUpdate(run, isSpinning)))
    expect(new Set(lab.runs.list())).toEqual(new Set(runs))
    await lab.runs.dispose()
    const pids = updates.flatMap(({ snapshot }) => snapshot.processes.map(({ pid }) => pid))
    expect(pids.length).toBe(4)
    await waitForEnd(pids, 0)
    await expect(lab.runs.startProgram({ source: source(spinning) })).rejects.toThrow(/shutting down/)
    expect(bundleFolders()).toEqual([])
  })
})
