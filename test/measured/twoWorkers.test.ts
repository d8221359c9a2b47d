import { expect, it } from 'vitest'
import { experimentReportSchema, type ExperimentReport } from '../../src/shared/experiment.ts'
import { runCli } from '../support/cli.ts'

async function map(...args: string[]): Promise<ExperimentReport> {
  const { exitCode, stdout, stderr } = await runCli(['map', ...args, '--json'], { timeoutMs: 110_000 })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return experimentReportSchema.parse(JSON.parse(stdout))
}

/**
 * The yardstick is what this machine gives two independent serial processes at the same time (shared caches, a
 * clock that drops under load). A neighbour that takes a core spoils a measurement in one direction only, so the
 * best of three counts.
 */
it('two workers reach 0.85 of two independent serial processes side by side', async () => {
  const size = ['countPrimes', '--items', '60', '--repeats', '3']
  const shares: number[] = []
  while (shares.length < 3 && Math.max(0, ...shares) < 0.85) {
    const alone = await Promise.all(
      [0, 1].map(() => map(...size, '--workers', '1', '--start-method', 'serial')),
    )
    const sideBySideMs = Math.max(...alone.map(({ serial }) => serial.medianMs))
    const { rows } = await map(...size, '--workers', '2', '--start-method', 'spawn')
    const medianMs = rows.find(({ workers }) => workers === 2)?.medianMs ?? Infinity
    shares.push(sideBySideMs / (2 * medianMs))
  }
  expect(
    Math.max(...shares),
    `measured ${shares.map((share) => share.toFixed(2)).join(', ')}`,
  ).toBeGreaterThanOrEqual(0.85)
}, 300_000)
