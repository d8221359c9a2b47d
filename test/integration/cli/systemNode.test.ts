import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, it } from 'vitest'
import { runReportSchema } from '../../../src/shared/runReport.ts'
import { runCli } from '../../support/cli.ts'

/**
 * npm brings a newer Node for its own scripts, but who starts `bin/forkscope.mjs` directly gets the one of the
 * machine, which may be as old as package.json allows.
 */
const systemNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
  .find((path) => existsSync(path))

const version =
  systemNode === undefined ? '' : execFileSync(systemNode, ['--version'], { encoding: 'utf8' }).trim()

it.runIf(version !== '' && version !== process.version)(
  `the machine's own Node (${version || 'there is none'}) runs programs and experiments`,
  async () => {
    const options = { node: systemNode }
    const run = await runCli(['run', 'queue', '--json'], options)
    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    const report = runReportSchema.parse(JSON.parse(run.stdout))
    expect(report.run.outcome).toBe('completed')
    const map = await runCli(
      ['map', 'square', '--items', '20', '--workers', '2', '--repeats', '1', '--json'],
      options,
    )
    expect(map).toMatchObject({ exitCode: 0, stderr: '' })
  },
)
