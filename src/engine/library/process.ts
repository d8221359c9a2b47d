import { availableParallelism, constants } from 'node:os'
import { inspect } from 'node:util'
import { ClosedError, MisuseError } from '../errors.ts'
import { encodeValue } from '../values/encode.ts'
import { client } from './client.ts'
import { checkNotImporting, exportedName } from './program.ts'
import { wireTimeout } from './timeouts.ts'

export interface ProcessOptions<A extends unknown[] = unknown[]> {
  /** An exported function of the program; its result is discarded. */
  target?: (...args: A) => unknown
  args?: A
  /** Default: `Process-1`, counted per parent; a child of it: `Process-1:1`. */
  name?: string
  /** Daemons are ended when their parent ends, and may not start processes. Default: as the creator. */
  daemon?: boolean
  /** Default: the run's start method. */
  startMethod?: string
}

/** Stands for a process's end in waits. */
export interface Sentinel {
  readonly processId: number
}

interface Identity {
  name: string
  identity: number[]
  daemon: boolean
  startMethod: string
}

/** What this process is; set by the bootstrap before the program is imported. */
let self: Identity = { name: 'MainProcess', identity: [], daemon: false, startMethod: 'spawn' }
let childCount = 0
/** While the object for this very process is made: it is nobody's child here. */
let isSelf = false
const children = new Map<number, Process>()

/**
 * A process of its own that runs an exported function, or the `run` method of an exported subclass. It
 * imports the program anew, so nothing is shared but what is passed.
 */
export class Process<A extends unknown[] = unknown[]> {
  readonly #target: ((...args: A) => unknown) | undefined
  readonly #args: A
  readonly #startMethod: string
  readonly #identity: number[]
  #name: string
  #isDaemon: boolean
  #processId: number | undefined
  #pid: number | null = null
  #parentPid = process.pid
  #exitCode: number | null = null
  #state: 'initial' | 'starting' | 'started' | 'stopped' | 'closed' = 'initial'

  constructor(options: ProcessOptions<A> = {}) {
    if (options.target !== undefined && typeof options.target !== 'function') {
      throw new MisuseError(`A Process's target is a function, not ${typeof options.target}.`)
    }
    this.#target = options.target
    // Copied, as in Python: the caller's array may change before start().
    this.#args = [...(options.args ?? [])] as unknown as A
    this.#startMethod = options.startMethod ?? self.startMethod
    this.#identity = isSelf ? self.identity : [...self.identity, ++childCount]
    this.#name = options.name ?? `${new.target.name || 'Process'}-${this.#identity.join(':')}`
    this.#isDaemon = options.daemon ?? self.daemon
  }

  get name(): string {
    return this.#name
  }

  set name(name: string) {
    this.#name = String(name)
  }

  get daemon(): boolean {
    return this.#isDaemon
  }

  set daemon(isDaemon: boolean) {
    if (this.#state !== 'initial')
      throw new MisuseError(`${this.#name} has been started: set daemon before start().`)
    this.#isDaemon = isDaemon
  }

  /** null before the start. */
  get pid(): number | null {
    this.#checkOpen('pid')
    return this.#pid
  }

  /** null while it lives; 0: ended in order; 1: an error; n: `process.exit(n)`; -n: ended by signal n. */
  get exitCode(): number | null {
    this.#checkOpen('exitCode')
    return this.#exitCode
  }

  get sentinel(): Sentinel {
    this.#checkOpen('sentinel')
    return { processId: this.#requireStarted('sentinel') }
  }

  /** What runs in the new process. Subclasses override it; own fields are cloned to the new process. */
  async run(): Promise<void> {
    await this.#target?.(...this.#args)
  }

  /**
   * Resolves when the system has started the process and `pid` is known; it is not ready yet then.
   * @throws NotExportedError, SerializationError, ProcessLimitError, ProcessStartError, BootstrapError, and
   *   MisuseError when it was started before, or by a daemon.
   */
  async start(): Promise<void> {
    this.#checkOpen('start()')
    checkNotImporting('Process.start()')
    if (this.#state !== 'initial')
      throw new MisuseError(`${this.#name} was started before: make a new Process.`)
    if (self.daemon) throw new MisuseError('Daemonic processes are not allowed to have children.')
    const isSubclass = this.constructor !== Process
    const description = {
      name: this.#name,
      daemon: this.#isDaemon,
      startMethod: this.#startMethod,
      target: !isSubclass && this.#target ? exportedName(this.#target, `the target of ${this.#name}`) : null,
      className: isSubclass
        ? exportedName(this.constructor as typeof Process, `the class of ${this.#name}`)
        : null,
      identity: this.#identity,
    }
    const payload = isSubclass ? encodeValue(this.#ownState(), 'this') : encodeValue(this.#args, 'args')
    this.#state = 'starting'
    try {
      const started = await client().request<{ processId: number; pid: number }>(
        (id) => ({ op: 'process.start', id, description, n: 1 }),
        [payload],
      )
      this.#processId = started.processId
      this.#pid = started.pid
      this.#state = 'started'
      children.set(started.processId, this as unknown as Process)
      // It may have ended before we heard of its start.
      const early = earlyExits.get(started.processId)
      earlyExits.delete(started.processId)
      if (early) this.#ended(early.exitCode, early.signal)
    } catch (error) {
      this.#state = 'initial'
      throw error
    }
  }

  /** For subclasses: the public fields, and the target's name with its arguments where there is one. */
  #ownState(): { fields: Record<string, unknown>; target: string | null; args: unknown[] } {
    const target = this.#target ? exportedName(this.#target, `the target of ${this.#name}`) : null
    return { fields: Object.fromEntries(Object.entries(this)), target, args: this.#args }
  }

  /**
   * Waits until the process has ended.
   * @param timeoutMs - default: for ever. 0 or less: at once.
   * @returns whether it has ended.
   * @throws MisuseError when it was not started.
   */
  async join(timeoutMs?: number): Promise<boolean> {
    this.#checkOpen('join()')
    const processId = this.#requireStarted('join()')
    if (this.#state === 'stopped') return true
    const wait = wireTimeout(timeoutMs)
    return client().request<boolean>((id) => ({ op: 'process.join', id, processId, timeoutMs: wait }))
  }

  isAlive(): boolean {
    this.#checkOpen('isAlive()')
    return this.#state === 'started'
  }

  /** SIGTERM: ends it unless it handles the signal. Nothing after its end. Its own children live on. */
  terminate(): Promise<void> {
    return this.#signal('SIGTERM', 'terminate()')
  }

  /** SIGKILL: ends it, whatever it does. */
  kill(): Promise<void> {
    return this.#signal('SIGKILL', 'kill()')
  }

  async #signal(signal: 'SIGTERM' | 'SIGKILL', what: string): Promise<void> {
    this.#checkOpen(what)
    const processId = this.#requireStarted(what)
    if (this.#state === 'stopped') return
    await client().request((id) => ({ op: 'process.signal', id, processId, signal }))
  }

  /**
   * Gives the object up: afterwards every use is an error. Safe to call twice.
   * @throws MisuseError while the process lives.
   */
  async close(): Promise<void> {
    if (this.#state === 'started' || this.#state === 'starting') {
      throw new MisuseError(
        `${this.#name} (pid ${this.#pid}) is alive: join() or terminate() it before close().`,
      )
    }
    if (this.#processId !== undefined) children.delete(this.#processId)
    this.#state = 'closed'
  }

  toString(): string {
    const parts = [`name='${this.#name}'`]
    if (this.#pid !== null) parts.push(`pid=${this.#pid}`)
    parts.push(`parent=${this.#parentPid}`, this.#state === 'starting' ? 'initial' : this.#state)
    if (this.#exitCode !== null) parts.push(`exitcode=${exitWords(this.#exitCode)}`)
    if (this.#isDaemon) parts.push('daemon')
    return `<${this.constructor.name} ${parts.join(' ')}>`
  }

  [inspect.custom](): string {
    return this.toString()
  }

  #ended(exitCode: number | null, signal: string | null): void {
    this.#exitCode = signal ? -(constants.signals[signal as NodeJS.Signals] ?? 0) : exitCode
    if (this.#state !== 'closed') this.#state = 'stopped'
    if (this.#processId !== undefined) children.delete(this.#processId)
  }

  #requireStarted(what: string): number {
    if (this.#processId !== undefined) return this.#processId
    throw new MisuseError(
      `${what}: ${this.#name} was not started; only the process that started it can do this.`,
    )
  }

  #checkOpen(what: string): void {
    if (this.#state === 'closed') throw new ClosedError(`${what}: this Process object is closed.`)
  }

  /** @internal The bootstrap tells what the broker reports. */
  static childEnded(processId: number, exitCode: number | null, signal: string | null): void {
    const child = children.get(processId)
    if (child) child.#ended(exitCode, signal)
    else earlyExits.set(processId, { exitCode, signal })
  }

  /** @internal Makes the object that stands for this process itself, in this process. */
  static adopt(instance: Process, identity: Identity): Process {
    instance.#name = identity.name
    instance.#isDaemon = identity.daemon
    instance.#pid = process.pid
    instance.#parentPid = parent?.pid ?? process.ppid
    instance.#state = 'started'
    return instance
  }
}

/** Ends that were reported before the start was. */
const earlyExits = new Map<number, { exitCode: number | null; signal: string | null }>()

function exitWords(exitCode: number): string {
  if (exitCode >= 0) return String(exitCode)
  const name = Object.entries(constants.signals).find(([, number]) => number === -exitCode)?.[0]
  return name ? `-${name}` : String(exitCode)
}

let current: Process | undefined
let parent: ParentProcess | null = null

/** The process that started this one. */
export interface ParentProcess {
  readonly name: string
  readonly pid: number
  isAlive(): Promise<boolean>
  /** Waits until the parent has ended; returns whether it has. */
  join(timeoutMs?: number): Promise<boolean>
}

/** The object for the process that runs this code; `MainProcess` in the main program. */
export function currentProcess(): Process {
  current ??= Process.adopt(constructSelf(Process, {}), self)
  return current
}

/**
 * @internal Makes the object for this process without running a subclass's constructor (its fields come from
 * the process that started this one).
 */
export function constructSelf(Class: typeof Process, options: ProcessOptions): Process {
  isSelf = true
  try {
    return Reflect.construct<[ProcessOptions], Process>(Process, [options], Class)
  } finally {
    isSelf = false
  }
}

/** null in the main program. */
export function parentProcess(): ParentProcess | null {
  return parent
}

/** The living processes that this process has started. */
export function activeChildren(): Process[] {
  return [...children.values()]
}

/** How many processes can really run at the same time here. */
export function cpuCount(): number {
  return availableParallelism()
}

/** @internal */
export function currentStartMethod(): string {
  return self.startMethod
}

/** @internal */
export function isDaemonProcess(): boolean {
  return self.daemon
}

/** @internal Set by the bootstrap. */
export function becomeProcess(
  identity: Identity,
  parentFacts: { processId: number; name: string; pid: number } | null,
  instance?: Process,
): void {
  self = identity
  parent = parentFacts && parentOf(parentFacts)
  if (instance) current = Process.adopt(instance, identity)
}

function parentOf(facts: { processId: number; name: string; pid: number }): ParentProcess {
  const { processId, name, pid } = facts
  const join = (timeoutMs?: number): Promise<boolean> =>
    client().request((id) => ({ op: 'process.join', id, processId, timeoutMs: wireTimeout(timeoutMs) }))
  return { name, pid, isAlive: async () => !(await join(0)), join }
}

/** @internal As a process ends in order: its daemons are ended, its other children awaited. */
export async function endChildren(): Promise<void> {
  for (const child of activeChildren()) if (child.daemon) await child.terminate()
  await Promise.all(activeChildren().map((child) => child.join()))
}
