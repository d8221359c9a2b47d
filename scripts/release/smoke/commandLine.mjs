import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../processes.mjs'
import { ReleaseError } from '../step.mjs'

/** The command line of the package: an experiment, and a program of one's own, which has to be bundled. */

const program = `import { Pool } from 'multiprocessing'

export function square(n: number): number { return n * n }

export async function main() {
  await using pool = new Pool(2)
  return pool.map(square, [1, 2, 3, 4])
}
`
const timeoutMs = 120_000

/**
 * @param {string} command
 * @param {{ args?: string[], version: string }} options `args` come before the command line's own
 * @throws ReleaseError that names the command which failed
 */
export async function smokeCommandLine(command, { args = [], version }) {
  const folder = await mkdtemp(join(tmpdir(), 'forkscope-smoke-'))
  try {
    const call = (/** @type {string[]} */ own) => callCommand(command, [...args, ...own], folder)
    const printed = (await call(['--version'])).trim()
    if (printed !== version)
      throw new ReleaseError(`The command line says that it is ${printed}, not ${version}.`)
    const experiment = ['map', 'square', '--items', '50', '--workers', '2', '--repeats', '1', '--json']
    const { rows } = JSON.parse(await call(experiment))
    if (!Array.isArray(rows) || rows.length === 0)
      throw new ReleaseError('"forkscope map" has measured nothing.')
    await writeFile(join(folder, 'squares.ts'), program)
    const report = JSON.parse(await call(['run', join(folder, 'squares.ts'), '--json']))
    if (JSON.stringify(report.run.result) !== '[1,4,9,16]')
      throw new ReleaseError(
        `"forkscope run" has not computed the squares: ${JSON.stringify(report.run).slice(0, 500)}`,
      )
    return { rows: rows.length, processes: report.processes.length }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} stdout
 */
async function callCommand(command, args, cwd) {
  // A .cmd is for the shell of Windows, which takes words apart at spaces.
  const shell = command.endsWith('.cmd')
  const quoted = shell ? [command, ...args].map((word) => `"${word}"`) : [command, ...args]
  const [first = '', ...rest] = quoted
  const { code, output } = await run(first, rest, {
    cwd,
    shell,
    timeout: timeoutMs,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (code !== 0)
    throw new ReleaseError(`"forkscope ${args.join(' ')}" ended with code ${code}:\n${output.trim()}`)
  return output
}
