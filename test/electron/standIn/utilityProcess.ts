import { fork, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { PassThrough } from 'node:stream'
import { app, ownApp } from './app.ts'
import { strict, StrictEmitter } from './strict.ts'

interface ForkOptions {
  serviceName?: string
  stdio?: ('ignore' | 'pipe' | 'inherit')[]
  env?: NodeJS.ProcessEnv
  execArgv?: string[]
  cwd?: string
}

const knownOptions = new Set(['serviceName', 'stdio', 'env', 'execArgv', 'cwd'])
const bootstrap = new URL('./utilityMain.ts', import.meta.url).href

/** A utility process is a Node process with `process.parentPort`; here one that `fork` started. */
class Utility extends StrictEmitter {
  readonly #child: ChildProcess
  /** As in Electron: what the process prints is piped in here, and nothing listens any more after its exit. */
  readonly #outputs: Record<'stdout' | 'stderr', PassThrough | null>
  #isKilled = false

  constructor(entry: string, args: string[], options: ForkOptions) {
    super('utilityProcess', ['spawn', 'exit', 'message', 'error'])
    for (const name of Object.keys(options))
      if (!knownOptions.has(name)) throw new Error(`The stand-in knows no utilityProcess option '${name}'.`)
    const [stdin, stdout = 'inherit', stderr = 'inherit'] = options.stdio ?? []
    if (stdin !== undefined && stdin !== 'ignore')
      throw new Error('stdin of a utility process is always ignored')
    this.#child = fork(entry, args, {
      cwd: options.cwd,
      env: { ...(options.env ?? process.env), ELECTRON_RUN_AS_NODE: undefined },
      execArgv: [...(options.execArgv ?? []), '--import', bootstrap],
      serialization: 'advanced',
      stdio: ['ignore', stdout, stderr, 'ipc'],
    })
    const untrack = ownApp.track(this.#child.pid ?? -1)
    this.#outputs = {
      stdout: stdout === 'pipe' ? new PassThrough() : null,
      stderr: stderr === 'pipe' ? new PassThrough() : null,
    }
    this.#child.on('spawn', () => {
      for (const name of ['stdout', 'stderr'] as const) {
        const output = this.#outputs[name]
        if (output) this.#child[name]?.pipe(output)
      }
      this.emit('spawn')
    })
    this.#child.on('message', (message) => this.emit('message', message))
    this.#child.on('error', (error) => this.emit('error', 'FatalError', error.message, ''))
    this.#child.on('exit', (code, signal) => {
      untrack()
      this.emit('exit', signal === null ? (code ?? 1) : this.#isKilled ? 0 : constants.signals[signal])
      for (const output of Object.values(this.#outputs)) output?.removeAllListeners()
    })
    ownApp.beforeExit(() => void this.#child.kill('SIGKILL'))
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined
  }

  get stdout(): PassThrough | null {
    return this.#outputs.stdout
  }

  get stderr(): PassThrough | null {
    return this.#outputs.stderr
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object)
  }

  kill(): boolean {
    this.#isKilled = true
    return this.#child.kill('SIGTERM')
  }
}

export const utilityProcess = strict('utilityProcess', {
  fork: (entry: string, args: string[] = [], options: ForkOptions = {}): Utility => {
    if (!app.isReady()) throw new Error('utilityProcess cannot be created before the app is ready')
    return strict('utilityProcess', new Utility(entry, args, options))
  },
})
