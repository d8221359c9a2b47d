import { availableParallelism, constants } from 'node:os'
import { inspect } from 'node:util'
import { ClosedError, MisuseError } from '../errors.ts'
import { encodeValue } from '../values/encode.ts'
import { Refused } from '../values/faults.ts'
import { toSharedReference, type EncodedItem } from '../values/item.ts'
import type { ProcessDescription } from '../wire/operations.ts'
import {
  addChild,
  isJoinOfTheEnd,
  livingChildren,
  noteStart,
  removeChild,
  type ChildEnd,
} from './children.ts'
import { client } from './client.ts'
import { nextNumbers, ownIdentity, renameSelf, type Identity } from './identity.ts'
import { ownLog } from './logging.ts'
import { checkNotImporting, exportedName } from './program.ts'
import { startMethodFor } from './startMethods.ts'
import { wireTimeout } from './timeouts.ts'

interface CommonOptions<A extends unknown[]> {
  /** An exported function of the program; its result is discarded. */
  target?: (...args: A) => unknown
  /** Default: `Process-1`, counted per parent; a child of it: `Process-1:1`. */
  name?: string
  /** Daemons are ended when their parent ends, and may not start processes. Default: as the creator. */
  daemon?: boolean
  /** Default: the run's start method. */
  startMethod?: string
}

/** `args` may be left out where the target can be called without. */
export type ProcessOptions<A extends unknown[] = unknown[]> = CommonOptions<A> &
  ([] extends A ? { args?: A } : { args: A })

/** Stands for a process's end in waits. */
export interface Sentinel {
  readonly processId: number
}

type State = 'initial' | 'started' | 'stopped' | 'closed'

/**
 * A process of its own that runs an exported function, or the `run` method of an exported subclass. It
 * imports the program anew, so nothing is shared but what is passed.
 */
export class Process<A extends unknown[] = unknown[]> {
  readonly #target: ((...args: never[]) => unknown) | undefined
  readonly #args: unknown[]
  readonly #startMethod: string | undefined
  readonly #numbers: number[]
  #name: string
  #isDaemon: boolean
  /** While the start is under way. */
  #starting: Promise<void> | undefined
  #processId: number | undefined
  #sentinel: Sentinel | undefined
  #pid: number | null = null
  #parentPid = process.pid
  #exitCode: number | null = null
  #state: State = 'initial'

  constructor(options: ProcessOptions<A> = {} as ProcessOptions<A>) {
    const { target, args, name, daemon, startMethod } = options
    if (target !== undefined && typeof target !== 'function') {
      throw new MisuseError(`A Process's target is a function, not ${typeof target}.`)
    }
    if (args !== undefined && !Array.isArray(args)) {
      throw new MisuseError(`A Process's args are an array, not ${typeof args}: write args: [value].`)
    }
    this.#target = target
    // Copied, as in Python: the caller's array may change before start().
    this.#args = [...(args ?? [])]
    this.#startMethod = startMethod
    this.#numbers = nextNumbers()
    // An empty one counts as none, as in Python.
    this.#name = name || `${new.target.name || 'Process'}-${this.#numbers.join(':')}`
    this.#isDaemon = daemon ?? ownIdentity().daemon
  }

  get name(): string {
    return this.#name
  }

  set name(name: string) {
    this.#name = String(name)
    if (this === self) renameSelf(this.#name)
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

  /** Always the same object, so that it is found among those that `wait()` returns. @throws MisuseError before the start. */
  get sentinel(): Sentinel {
    this.#checkOpen('sentinel')
    this.#sentinel ??= { processId: this.#requireStarted('sentinel') }
    return this.#sentinel
  }

  /** What runs in the new process. Subclasses override it; own fields are cloned to the new process. */
  async run(): Promise<void> {
    // Not called as a method: the target is nobody's.
    const target = this.#target as ((...args: unknown[]) => unknown) | undefined
    await target?.(...this.#args)
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
    if (ownIdentity().daemon) throw new MisuseError('Daemonic processes are not allowed to have children.')
    const isSubclass = !plainClasses.has(this.constructor)
    const description = this.#describe(isSubclass)
    const payload = [encodeValue(this.#args, 'args')]
    // The public fields: what is private belongs to the classes.
    if (isSubclass) payload.push(encodeValue(Object.fromEntries(Object.entries(this)), 'this'))
    this.#starting = this.#launch(description, payload)
    noteStart(this.#starting)
    await this.#starting
  }

  #describe(isSubclass: boolean): ProcessDescription {
    const target = this.#target
    return {
      name: this.#name,
      daemon: this.#isDaemon,
      startMethod: startMethodFor(this.#startMethod),
      target: target ? exportedName(target, `the target of ${this.#name}`) : null,
      className: isSubclass
        ? exportedName(this.constructor as typeof Process, `the class of ${this.#name}`)
        : null,
      identity: this.#numbers,
    }
  }

  async #launch(description: ProcessDescription, payload: EncodedItem[]): Promise<void> {
    this.#state = 'started'
    try {
      const { processId, pid } = await client().request<{ processId: number; pid: number }>(
        (id) => ({ op: 'process.start', id, description, n: payload.length }),
        payload,
      )
      this.#processId = processId
      this.#pid = pid
      ownLog.debug('started %s, pid %d', this.#name, pid)
      const end = addChild(processId, this)
      if (end) this.#ended(end)
    } catch (error) {
      this.#state = 'initial'
      throw error
    } finally {
      this.#starting = undefined
    }
  }

  /**
   * Waits until the process has ended.
   * @param timeoutMs - default: for ever. 0 or less: at once.
   * @returns whether it has ended.
   * @throws MisuseError when it was not started.
   */
  async join(timeoutMs?: number): Promise<boolean> {
    this.#checkOpen('join()')
    const wait = wireTimeout(timeoutMs)
    const isAtEnd = isJoinOfTheEnd()
    // A start that nobody awaited counts too.
    if (this.#starting) await this.#starting
    const processId = this.#requireStarted('join()')
    if (this.#state === 'stopped') return true
    return client().request<boolean>((id) => ({
      op: 'process.join',
      id,
      processId,
      timeoutMs: wait,
      ...(isAtEnd && { isAtEnd }),
    }))
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
    if (this.#starting) await this.#starting
    const processId = this.#requireStarted(what)
    if (this.#state === 'stopped') return
    await client().request((id) => ({ op: 'process.signal', id, processId, signal }))
  }

  /**
   * Gives the object up: afterwards every use is an error. Safe to call twice.
   * @throws MisuseError while the process lives.
   */
  async close(): Promise<void> {
    if (this.#state === 'started') {
      throw new MisuseError(
        `${this.#name} (pid ${this.#pid}) is alive: join() or terminate() it before close().`,
      )
    }
    this.#state = 'closed'
  }

  toString(): string {
    const parts = [`name='${this.#name}'`]
    if (this.#pid !== null) parts.push(`pid=${this.#pid}`)
    parts.push(`parent=${this.#parentPid}`, this.#state)
    if (this.#exitCode !== null) parts.push(`exitcode=${exitWords(this.#exitCode)}`)
    if (this.#isDaemon) parts.push('daemon')
    return `<${this.constructor.name} ${parts.join(' ')}>`
  }

  [inspect.custom](): string {
    return this.toString()
  }

  /** It belongs to the process that started it. */
  [toSharedReference](): never {
    const advice = 'It belongs to the process that made it: send its pid or its name'
    throw new Refused({ what: 'a Process', advice })
  }

  #ended({ exitCode, signal }: ChildEnd): void {
    this.#exitCode = signal ? -(constants.signals[signal as NodeJS.Signals] ?? 0) : exitCode
    this.#state = 'stopped'
    ownLog.debug('%s has ended with exitcode %s', this.#name, exitWords(this.#exitCode ?? 0))
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
  static childEnded(processId: number, end: ChildEnd): void {
    const child = removeChild(processId, end)
    if (child instanceof Process) child.#ended(end)
  }

  /** @internal For classes of the library's own, which no program exports. */
  static plain(Class: typeof Process): typeof Process {
    plainClasses.add(Class)
    return Class
  }

  /** @internal Makes an instance stand for this process itself. */
  static adopt(instance: Process, { name, daemon }: Identity, parentPid: number): Process {
    instance.#name = name
    instance.#isDaemon = daemon
    instance.#pid = process.pid
    instance.#parentPid = parentPid
    instance.#state = 'started'
    self = instance
    return instance
  }
}

/** Those that start as a plain process does; objects of others are found by their class's exported name. */
const plainClasses = new Set<unknown>([Process])
/** The object that stands for this process. */
let self: Process | undefined

function exitWords(exitCode: number): string {
  if (exitCode >= 0) return String(exitCode)
  const name = Object.entries(constants.signals).find(([, number]) => number === -exitCode)?.[0]
  return name ? `-${name}` : String(exitCode)
}

/** How many processes can really run at the same time here. */
export function cpuCount(): number {
  return availableParallelism()
}

/** The living processes that this process has started. */
export function activeChildren(): Process[] {
  return livingChildren().filter((child) => child instanceof Process)
}
