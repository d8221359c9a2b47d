import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** The command line as a user starts it: a real process, found by its file in `bin`. */

export const repositoryRoot = join(import.meta.dirname, '../..')
const entry = join(repositoryRoot, 'bin', 'forkscope.mjs')

/** Part of util-linux, so of every Linux. */
export const withoutRootPowers = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search']

export interface CliOptions {
  cwd?: string
  env?: Record<string, string>
  /** Kills the command after this time; its result then has signal `SIGKILL`. Default 60 s. */
  timeoutMs?: number
  /** What may not be read stays so also for root, who else may read everything. */
  obeysPermissions?: boolean
  /** Default: the Node that runs the tests. */
  node?: string | undefined
}

export interface CliResult {
  exitCode: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export class CliProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly ended: Promise<CliResult>
  stdout = ''
  stderr = ''

  constructor(args: readonly string[], options: CliOptions = {}) {
    const { cwd = repositoryRoot, env, timeoutMs = 60_000, obeysPermissions = false } = options
    const node = options.node ?? process.execPath
    const isRoot = process.getuid?.() === 0
    const prefix = obeysPermissions && isRoot ? withoutRootPowers : []
    const [command = '', ...rest] = [...prefix, node, entry, ...args]
    this.#child = spawn(command, rest, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (exitCode, signal) =>
        resolve({ exitCode, signal, stdout: this.stdout, stderr: this.stderr }),
      )
    })
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  /** Resolves with the first match in what is printed to stdout; rejects when the command ends before. */
  waitForOutput(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(this.stdout)
        if (match !== null) resolve(match)
      }
      look()
      this.#child.stdout.on('data', look)
      void this.ended.then(({ exitCode, signal }) => {
        const end = signal ?? `code ${exitCode}`
        reject(new Error(`ended with ${end} before it printed ${pattern}:\n${this.stdout}${this.stderr}`))
      })
    })
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.#child.kill(signal)
  }
}

export function runCli(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  return new CliProcess(args, options).ended
}
