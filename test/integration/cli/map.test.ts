import { describe, expect, it } from 'vitest'
import { experimentReportSchema, type ExperimentReport } from '../../../src/shared/experiment.ts'
import { runCli } from '../../support/cli.ts'
import { expectNoOwnProcesses } from '../../support/ownProcesses.ts'
import { programFile } from '../../support/programFiles.ts'

/** `forkscope map --json`: real measurements that agree with each other and with independent ones. */

async function map(...args: string[]): Promise<ExperimentReport> {
  const { exitCode, stdout, stderr } = await runCli(['map', ...args, '--json'], { timeoutMs: 110_000 })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return experimentReportSchema.parse(JSON.parse(stdout))
}

describe('an experiment', () => {
  it('maps with processes to what the serial run gives', async () => {
    const report = await map(
      'countPrimes',
      '--items',
      '24',
      '--workers',
      '1,2',
      '--start-method',
      'serial,spawn',
      '--chunk-size',
      'auto,1',
      '--repeats',
      '2',
    )
    expect(report).toMatchObject({ workload: 'countPrimes', items: 24 })
    const parallel = report.rows.filter(({ startMethod }) => startMethod !== 'serial')
    expect(parallel.map(({ startMethod, workers }) => `${startMethod} ${workers}`).sort()).toEqual([
      'spawn 1',
      'spawn 1',
      'spawn 2',
      'spawn 2',
    ])
    expect(new Set(report.rows.map(({ resultDigest }) => resultDigest)).size).toBe(1)
    for (const row of parallel) {
      expect(row.speedUp).toBeCloseTo(report.serial.medianMs / row.medianMs, 2)
      expect(row.efficiency).toBeCloseTo(row.speedUp / row.workers, 2)
      expect(row.minMs).toBeLessThanOrEqual(row.medianMs)
      expect(row.workMs).toBeGreaterThan(0)
    }
    expect(report.advice).toMatch(/^[A-Z0-9].*[.]$/)
    await expectNoOwnProcesses()
  })

  it('runs a function of the user’s own, by its exported name', async () => {
    const program = programFile('export function cube(n: number): number { return n ** 3 }\n')
    const report = await map(
      `${program}#cube`,
      '--items',
      '50',
      '--workers',
      '2',
      '--start-method',
      'spawn',
      '--repeats',
      '1',
    )
    expect(report.items).toBe(50)
    expect(report.rows.some(({ startMethod, workers }) => startMethod === 'spawn' && workers === 2)).toBe(
      true,
    )
  })

  it('writes a table that a spreadsheet reads', async () => {
    const { exitCode, stdout } = await runCli([
      'map',
      'square',
      '--items',
      '100',
      '--workers',
      '1,2',
      '--start-method',
      'spawn',
      '--repeats',
      '1',
      '--csv',
    ])
    expect(exitCode).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    const columns = (lines[0] ?? '').split(',')
    expect(columns).toEqual(
      expect.arrayContaining(['startMethod', 'workers', 'chunkSize', 'medianMs', 'speedUp', 'efficiency']),
    )
    for (const line of lines) expect(line.split(',')).toHaveLength(columns.length)
  })
})
