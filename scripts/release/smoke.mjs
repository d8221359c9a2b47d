import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { smokeCommandLine } from './smoke/commandLine.mjs'
import { smokeDesktop } from './smoke/desktop.mjs'
import { provideDisplay } from './smoke/display.mjs'
import { addSummary, ReleaseError, root, runStep } from './step.mjs'

/**
 * Smoke test of the packaged app, on the binary that people get.
 *
 *   node scripts/release/smoke.mjs <executable>
 *
 * A debugger cannot attach to its main process (its fuse is off), so the window is driven through Chromium's port.
 */
await runStep(async () => {
  const executable = resolve(process.argv[2] ?? '')
  if (process.argv[2] === undefined || !existsSync(executable))
    throw new ReleaseError(`${process.argv[2] ?? 'Nothing'} is no packaged app: smoke.mjs <executable>.`)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const display = await provideDisplay()
  try {
    const app = { command: executable, args: sandboxArguments(), env: display.env }
    const { advice, rows, processes } = await smokeDesktop(app, {
      screenshots: join(root, 'artifacts', 'smoke'),
    })
    addSummary(
      `- Window: an experiment with ${rows.length} rows ("${advice}"), ${processes} processes, all gone after it.`,
    )
  } finally {
    await display.stop()
  }
  const { rows, processes } = await smokeCommandLine(commandLineOf(executable), { version })
  addSummary(
    `- Command line ${version}: an experiment with ${rows} rows, a program of ${processes} processes.`,
  )
})

/** Chromium refuses its sandbox to root; nobody else runs without it. */
function sandboxArguments() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** @param {string} executable */
function commandLineOf(executable) {
  const folder = dirname(executable)
  if (process.platform === 'darwin') return join(folder, '..', 'Resources', 'bin', 'forkscope')
  return join(folder, 'resources', 'bin', process.platform === 'win32' ? 'forkscope.cmd' : 'forkscope')
}
