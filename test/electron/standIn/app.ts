import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { claimInstance } from './singleInstance.ts'
import { PreventableEvent, strict, StrictEmitter } from './strict.ts'

/** What the environment of the stand-in's process tells; set by `launchElectronApp`. */
export const settings = {
  root: required('FORKSCOPE_STAND_IN_ROOT'),
  userData: required('FORKSCOPE_STAND_IN_USER_DATA'),
  browser: required('FORKSCOPE_BROWSER'),
  /** `resourcesPath` of a packaged app; without it, the app is none. */
  resources: process.env['FORKSCOPE_STAND_IN_RESOURCES'],
  /** What a Mac asks for before the app is ready. */
  openFile: process.env['FORKSCOPE_STAND_IN_OPEN_FILE'],
}

if (settings.resources !== undefined) {
  Object.defineProperty(process, 'resourcesPath', { value: settings.resources })
  // A packaged app is its own program: only what the user gives it follows.
  process.argv.splice(1, 1)
}

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: start the stand-in with launchElectronApp().`)
  return value
}

export interface AppMetric {
  pid: number
  type: 'Browser' | 'Tab' | 'Utility'
}

type Cleaner = () => Promise<void> | void

const appEvents = [
  'before-quit',
  'second-instance',
  'open-file',
  'window-all-closed',
  'web-contents-created',
  'session-created',
  'child-process-gone',
]

class App extends StrictEmitter {
  readonly isPackaged = settings.resources !== undefined
  readonly commandLine = strict('app.commandLine', {
    hasSwitch: (name: string): boolean => process.argv.includes(`--${name}`),
  })
  readonly #utilities = new Set<number>()
  readonly #cleaners: Cleaner[] = []
  #isReady = false
  #isExiting = false

  constructor() {
    super('app', appEvents)
    if (settings.openFile !== undefined)
      process.nextTick(() => this.emit('open-file', new PreventableEvent(), settings.openFile))
  }

  whenReady(): Promise<void> {
    return new Promise((resolve) =>
      setImmediate(() => {
        this.#isReady = true
        resolve()
      }),
    )
  }

  isReady(): boolean {
    return this.#isReady
  }

  /** Of the user's data, as Electron's is. */
  requestSingleInstanceLock(data: unknown = {}): boolean {
    if (settings.userData === '') return true
    return claimInstance(settings.userData, data, {
      onOther: (argv, workingDirectory, given) =>
        this.emit('second-instance', {}, argv, workingDirectory, given),
      beforeExit: (clean) => this.beforeExit(clean),
    })
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('enableSandbox must be called before the app is ready')
  }

  getVersion(): string {
    const text = readFileSync(join(settings.root, 'package.json'), 'utf8')
    return process.env['FORKSCOPE_STAND_IN_VERSION'] ?? (JSON.parse(text) as { version: string }).version
  }

  getName(): string {
    return 'forkscope'
  }

  getAppPath(): string {
    return settings.root
  }

  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`The stand-in of electron has no path '${name}'.`)
    return settings.userData
  }

  getAppMetrics(): AppMetric[] {
    return [
      { pid: process.pid, type: 'Browser' },
      ...[...this.#utilities].map((pid) => ({ pid, type: 'Utility' as const })),
    ]
  }

  quit(): void {
    const event = new PreventableEvent()
    this.emit('before-quit', event)
    if (!event.defaultPrevented) this.exit(0)
  }

  exit(code = 0): void {
    if (this.#isExiting) return
    this.#isExiting = true
    void Promise.allSettled(this.#cleaners.map(async (clean) => clean())).then(() => process.exit(code))
  }

  /** For the other parts of the stand-in. */
  track(pid: number): () => void {
    this.#utilities.add(pid)
    return () => this.#utilities.delete(pid)
  }

  beforeExit(clean: Cleaner): void {
    this.#cleaners.push(clean)
  }
}

export const ownApp = new App()
export const app = strict('app', ownApp)
