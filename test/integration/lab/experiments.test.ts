import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ExperimentSpec } from '../../../src/shared/experiment.ts'
import type { Lab } from '../../../src/main/services/createLab.ts'
import type { ExperimentOutcome } from '../../../src/lab/experiments/experimentReport.ts'
import { temporaryFolder } from '../../support/programFiles.ts'
import { realLab, waitForUpdate } from './realLab.ts'

/** Experiments on the real engine. */

const spec: Omit<ExperimentSpec, 'source'> = {
  params: {},
  items: 40,
  workers: [2],
  chunkSizes: ['auto'],
  startMethods: ['spawn'],
  repeats: 2,
}

function workload(name: string, changes: Partial<ExperimentSpec> = {}): ExperimentSpec {
  return { ...spec, source: { kind: 'workload', workload: name }, ...changes }
}

function own(source: string, exportName: string, changes: Partial<ExperimentSpec> = {}): ExperimentSpec {
  return { ...spec, source: { kind: 'source', source, exportName }, ...changes }
}

async function conduct(lab: Lab, wanted: ExperimentSpec): Promise<ExperimentOutcome> {
  const { run } = await lab.experiments.start(wanted)
  return lab.experiments.report(run.id)
}

describe('an experiment', () => {
  it('measures every combination once, with results equal to the serial ones', async () => {
    const lab = await realLab()
    const { report, result } = await conduct(
      lab,
      workload('countPrimes', {
        params: { from: 0, span: 5_000 },
        workers: [1, 2],
        chunkSizes: ['auto', 7],
        startMethods: ['serial', 'spawn'],
      }),
    )
    expect(
      report.rows.map(({ startMethod, workers, chunkSize }) => `${startMethod} ${workers} ${chunkSize}`),
    ).toEqual(['serial 1 40', 'spawn 1 10', 'spawn 1 7', 'spawn 2 5', 'spawn 2 7'])
    expect(new Set(report.rows.map((row) => row.resultDigest)).size).toBe(1)
    for (const row of report.rows) expect(row.repeats).toBe(2)
    for (const row of report.rows.slice(1)) {
      expect(row.startUpMs).toBeGreaterThan(0)
      expect(row.workMs).toBeGreaterThan(0)
      expect(row.medianMs).toBeGreaterThanOrEqual(row.workMs)
    }
    expect(report).toMatchObject({ workload: 'countPrimes', items: 40, params: { from: 0, span: 5_000 } })
    expect(result).toMatchObject({ view: 'table', total: 40 })
    expect(result.values.slice(0, 2)).toEqual([669, 560])
  })

  it('shows its rows while they come, and its progress', async () => {
    const lab = await realLab()
    const { run, outcome } = await lab.experiments.start(
      workload('mandelbrot', { items: 30, params: { width: 400, maxIterations: 20_000 } }),
    )
    const { partial, snapshot } = await waitForUpdate(run, (update) => (update.partial?.length ?? 0) > 0)
    expect(partial?.[0]).toMatchObject({ index: expect.any(Number) as number, value: { width: 400 } })
    expect(snapshot.progress).toMatchObject({ total: 150, label: expect.stringMatching(/^Serial/) as string })
    const { result } = await outcome
    const row = result.values[29] as { width: number; rgb: string }
    expect(Buffer.from(row.rgb, 'base64')).toHaveLength(1_200)
    expect(result).toMatchObject({ view: 'picture', total: 30 })
  })

  it('hashes the files of a folder', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'inner'))
    writeFileSync(join(folder, 'a.txt'), 'a')
    writeFileSync(join(folder, 'inner', 'b.txt'), 'b'.repeat(600_000))
    symlinkSync('/etc', join(folder, 'link'))
    const lab = await realLab()
    const { result } = await conduct(lab, workload('sha256', { items: folder }))
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
    expect(result.values).toEqual([
      { file: join(folder, 'a.txt'), bytes: 1, sha256: digest('a') },
      { file: join(folder, 'inner', 'b.txt'), bytes: 600_000, sha256: digest('b'.repeat(600_000)) },
    ])
    const some = await conduct(lab, workload('sha256', { items: folder, params: { maxFiles: 1 } }))
    expect(some.report.findings).toContainEqual(expect.objectContaining({ code: 'items' }))
  })

  it('maps a function of the user’s own, also one that is the default export', async () => {
    const lab = await realLab()
    const cube = await conduct(lab, own('export const cube = (n: number): number => n ** 3', 'cube'))
    expect(cube.result.values.slice(0, 4)).toEqual([0, 1, 8, 27])
    expect(cube.report.workload).toBe('function.ts#cube')
    const byDefault = await conduct(lab, own('export default function (n: number) { return -n }', 'default'))
    expect(byDefault.result.values.slice(1, 3)).toEqual([-1, -2])
  })

  it('tells results that differ from the serial ones', async () => {
    const lab = await realLab()
    const { report } = await conduct(lab, own('export function roll() { return Math.random() }', 'roll'))
    expect(report.findings[0]).toMatchObject({ code: 'results-differ', severity: 'error' })
  })

  it('does not take an object of a class for another result than its copy', async () => {
    const lab = await realLab()
    const module = `
      class Point {
        constructor(public x: number) {}
        get double() { return this.x * 2 }
        toJSON() { return 'point ' + this.x }
      }
      export function point(n: number) { const cyclic: any = { point: new Point(n), big: BigInt(n) }; cyclic.self = cyclic; return [new Point(n), cyclic] }`
    const { report } = await conduct(lab, own(module, 'point'))
    expect(report.rows).toHaveLength(1)
    expect(report.findings.map(({ code }) => code)).not.toContain('results-differ')
  })

  it('that is stopped reports what was measured until then', async () => {
    const lab = await realLab()
    const slow = `
      import { setTimeout } from 'node:timers/promises'
      export async function slow(n: number) { await setTimeout(20); return n }`
    const { run, outcome } = await lab.experiments.start(
      own(slow, 'slow', { items: 4, workers: [1, 2], repeats: 10, timeoutMs: 100_000 }),
    )
    await waitForUpdate(
      run,
      ({ snapshot }) => snapshot.progress?.label.startsWith('spawn, 1 worker') ?? false,
    )
    run.stop()
    const { report } = await outcome
    expect(report.rows).toEqual([])
    expect(report.findings[0]).toMatchObject({ code: 'incomplete', severity: 'warning' })
    expect(report.findings[0]?.message).toBe(
      'Only 0 of 2 settings were measured: the experiment was stopped.',
    )
  })
})

describe('a wrong specification', () => {
  it.each([
    [workload('countPrime'), /'countPrime'\. Did you mean 'countPrimes'/],
    [workload('square', { params: { frist: 1 } }), /'frist'\. Did you mean 'first'/],
    [
      workload('square', { startMethods: ['python'] }),
      /'python' does not exist here; there is serial, spawn/,
    ],
    [workload('square', { items: '/tmp' }), /square counts its items/],
    [workload('sha256'), /name the folder/],
    [workload('sha256', { items: '/no/such/folder' }), /There is no folder '\/no\/such\/folder'/],
    [own('export function main() {}', 'main'), /cannot be mapped/],
    [own('export function twice() {}', 'twcie'), /exports no 'twcie'.*Did you mean 'twice'/],
    [own('export function twice( {', 'twice'), /function\.ts:1:\d+: /],
    [own('export function twice() {}', 'twice', { params: { a: 1 } }), /no parameters/],
  ])('%#: is refused before anything runs', async (wanted, says) => {
    const lab = await realLab()
    await expect(lab.experiments.start(wanted)).rejects.toThrow(says)
    expect(lab.runs.list()).toEqual([])
  })

  it('that fails while it runs says on which item', async () => {
    const lab = await realLab()
    const failing = "export function fail(n: number) { if (n === 7) throw new RangeError('no 7') }"
    await expect(conduct(lab, own(failing, 'fail'))).rejects.toThrow(
      'fail failed on item 7: RangeError: no 7',
    )
    await expect(conduct(lab, own('export const fail = 3', 'fail'))).rejects.toThrow(/is no function/)
  })
})
