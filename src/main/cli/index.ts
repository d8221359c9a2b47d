import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isUserError } from '../../shared/errors.ts'
import { runCommandLine } from './commandLine.ts'
import { exitCodes, signalExitCode } from './exitCodes.ts'
import { inertText } from './inertText.ts'
import { Terminal } from './terminal.ts'

export interface CliOptions {
  /** The folder that holds `out`, `resources` and `package.json`. */
  root: string
  args: readonly string[]
}

/**
 * The command line host. Ends the process: with the command's exit code, after a signal with 128 + its number
 * once every process of the run has ended.
 */
export async function main({ root, args }: CliOptions): Promise<void> {
  const ending = new AbortController()
  let endedBy: number | undefined
  const end = (exitCode: number): void => {
    // Who asks twice does not want to wait; the processes of a run end with their host.
    if (endedBy !== undefined) process.exit(endedBy)
    endedBy = exitCode
    ending.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => end(signalExitCode(signal)))
  }
  const terminal = new Terminal((exitCode) => {
    if (endedBy === undefined) end(exitCode)
  })
  const exitCode = await guarded(terminal, async () => {
    const version = await readVersion(root)
    return runCommandLine(args, { root, terminal, ending: ending.signal }, version)
  })
  await terminal.flush()
  process.exit(endedBy ?? exitCode)
}

async function guarded(terminal: Terminal, command: () => Promise<number>): Promise<number> {
  try {
    return await command()
  } catch (error) {
    if (isUserError(error)) {
      terminal.errorLine(error.message)
      return exitCodes.usage
    }
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    terminal.writeError(`${inertText(words)}\n`)
    terminal.errorLine('This is a bug in Forkscope.')
    return exitCodes.failed
  }
}

async function readVersion(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}
