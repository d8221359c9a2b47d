import { constants } from 'node:os'
import type { OutputChunk } from '../../shared/runReport.ts'
import { ProcessLimitError, ProcessStartError } from '../errors.ts'
import type { LaunchedProcess, Launcher, Preparation } from './launcher.ts'
import { OutputCapture } from './outputCapture.ts'
import type { EndedBy, ProcessRecord } from './processRecord.ts'

/**
 * Does all starting and ending of a run's processes, also for nested ones; the broker only asks.
 *
 *   start ─▶ launcher ─▶ started(pid) ─▶ … ─▶ exit of the process ∧ close of its socket ─▶ ended
 *
 * A process has ended when the system says so and everything that it wrote to its socket is read: its last
 * results are never lost behind its own death.
 */

export interface ProcessManagerOptions {
  launchers: Readonly<Record<string, Launcher>>
  entry: string
  /** Where the run's broker listens. */
  address: string
  workingDirectory: string
  /** Environment of every process; `bootstrapEnv` is added per process. */
  env: Record<string, string>
  maxProcesses: number
  maxOutputBytes: number
  now: () => number
}

export interface ProcessManagerListener {
  onStarted(record: ProcessRecord): void
  onStartFailed(record: ProcessRecord, error: Error): void
  onEnded(record: ProcessRecord): void
  onOutput(chunk: OutputChunk): void
  onOutputDropped(bytes: number): void
  /**
   * As many starts were refused as processes may live: no program that minds the limit gets there, and one that
   * forks without end would go on for ever, as each refused process makes room for another.
   */
  onRunaway(started: number, refused: number): void
}

interface Running {
  record: ProcessRecord
  launched: LaunchedProcess
  output: OutputCapture
  hasExited: boolean
  hasSocket: boolean
  forceTimer: NodeJS.Timeout | undefined
}

/** A process that ignores SIGTERM is ended by SIGKILL after this. */
const terminateGraceMs = 2_000

export type ProcessRequest = Pick<
  ProcessRecord,
  'processId' | 'parentId' | 'name' | 'role' | 'startMethod' | 'isDaemon'
>

export class ProcessManager {
  readonly records = new Map<number, ProcessRecord>()
  readonly #options: ProcessManagerOptions
  readonly #listener: ProcessManagerListener
  readonly #running = new Map<number, Running>()
  readonly #outputs = new Set<Promise<void>>()
  #isStopping = false
  #refusals = 0

  constructor(options: ProcessManagerOptions, listener: ProcessManagerListener) {
    this.#options = options
    this.#listener = listener
  }

  get aliveCount(): number {
    return this.#running.size
  }

  /** Whether all processes are being ended, and none is started any more. */
  get isStopping(): boolean {
    return this.#isStopping
  }

  /** @throws ProcessLimitError, ProcessStartError (unknown start method, or the run is being stopped). */
  start(request: ProcessRequest, bootstrapEnv: Record<string, string>): ProcessRecord {
    this.#checkLimit(request)
    const launcher = this.#launcherFor(request.startMethod)
    const { name, processId, parentId } = request
    const parent = launcher.sharesParentsMemory ? this.records.get(parentId) : undefined
    const memorySpace = parent?.memorySpace ?? processId
    const role = parent && request.role === 'process' ? 'thread' : request.role
    const record = newRecord({ ...request, role }, memorySpace, this.#options.now())
    const preparation = this.#preparation()
    const env = { ...preparation.env, ...bootstrapEnv }
    const launched = launcher.launch({ ...preparation, env, name, processId, memorySpace })
    const output = this.#capture(processId, launched)
    const running = { record, launched, output, hasExited: false, hasSocket: false, forceTimer: undefined }
    this.records.set(record.processId, record)
    this.#running.set(record.processId, running)
    void this.#follow(running)
    return record
  }

  /** Many starts by this method are to be expected. */
  prepare(startMethod: string): void {
    this.#options.launchers[startMethod]?.prepare?.(this.#preparation())
  }

  #preparation(): Preparation {
    const { entry, address, env, workingDirectory, maxProcesses } = this.#options
    return { entry, address, env, workingDirectory, room: Math.max(0, maxProcesses - this.#running.size - 1) }
  }

  #checkLimit({ name }: ProcessRequest): void {
    if (this.#isStopping) throw new ProcessStartError(`${name} was not started: the run is being stopped.`)
    const { maxProcesses } = this.#options
    if (this.#running.size < maxProcesses) return
    if (++this.#refusals === maxProcesses) this.#listener.onRunaway(this.records.size, this.#refusals)
    throw new ProcessLimitError(
      `${name} was not started: ${this.#running.size} processes of this run are alive and ${maxProcesses} is the limit. Join some first.`,
      { alive: this.#running.size, limit: maxProcesses },
    )
  }

  #launcherFor(startMethod: string): Launcher {
    const { launchers } = this.#options
    const launcher = Object.hasOwn(launchers, startMethod) ? launchers[startMethod] : undefined
    if (launcher) return launcher
    const known = Object.keys(launchers).join(', ')
    throw new ProcessStartError(`There is no start method '${startMethod}' here; there is: ${known}.`)
  }

  #capture(processId: number, launched: LaunchedProcess): OutputCapture {
    const { maxOutputBytes, now } = this.#options
    const sink = {
      write: (chunk: OutputChunk) => this.#listener.onOutput(chunk),
      dropped: (bytes: number) => this.#listener.onOutputDropped(bytes),
    }
    const output = new OutputCapture(processId, launched, maxOutputBytes, sink, now)
    const closed = output.closed()
    this.#outputs.add(closed)
    void closed.then(() => this.#outputs.delete(closed))
    return output
  }

  async #follow(running: Running): Promise<void> {
    const { record, launched, output } = running
    launched.onExit((exitCode, signal, cause = null) => {
      record.signal = signal
      record.endCause ??= cause
      record.exitCode = signal ? -constants.signals[signal] : exitCode
      running.hasExited = true
      this.#settle(running)
    })
    try {
      record.pid = output.pid = await launched.started
      this.#listener.onStarted(record)
    } catch (error) {
      this.#running.delete(record.processId)
      record.endedAtMs = this.#options.now()
      this.#listener.onStartFailed(record, startError(record.name, error, this.#options.workingDirectory))
    }
  }

  /** The process's socket was accepted: its end is awaited too. */
  connected(processId: number): void {
    const running = this.#running.get(processId)
    if (running) running.hasSocket = true
  }

  /** @param error - why its connection was closed, where it has not done so in order. */
  disconnected(processId: number, error?: Error): void {
    const running = this.#running.get(processId)
    if (!running) return
    running.hasSocket = false
    // What the system says is what every end of a process looks like.
    if (error && !('syscall' in error)) running.record.endCause ??= brokenConnection(error)
    this.#settle(running)
  }

  #settle(running: Running): void {
    if (!running.hasExited || running.hasSocket) return
    clearTimeout(running.forceTimer)
    running.record.endedAtMs = this.#options.now()
    this.#running.delete(running.record.processId)
    this.#listener.onEnded(running.record)
  }

  /** Those that were started and are not connected yet. */
  starting(): number[] {
    const starting = [...this.#running.values()].filter(
      ({ hasSocket, hasExited }) => !hasSocket && !hasExited,
    )
    return starting.map(({ record }) => record.processId)
  }

  tasksDone(processId: number, count: number): void {
    const record = this.records.get(processId)
    if (record) record.tasks += count
  }

  isAlive(processId: number): boolean {
    return this.#running.has(processId)
  }

  /** SIGTERM turns into SIGKILL after a grace, unless `isGentle` (the program's own `terminate()`). */
  signal(processId: number, signal: 'SIGTERM' | 'SIGKILL', by: EndedBy, isGentle = false): void {
    const running = this.#running.get(processId)
    if (!running || running.hasExited) return
    running.record.endedBy ??= by
    running.launched.kill(signal)
    if (signal === 'SIGKILL' || isGentle || running.forceTimer) return
    running.forceTimer = setTimeout(() => running.launched.kill('SIGKILL'), terminateGraceMs)
  }

  /** Ends all; nothing can be started any more. */
  stopAll(by: EndedBy, graceMs: number): void {
    this.#isStopping = true
    void this.dispose()
    for (const { record, launched } of this.#running.values()) {
      record.endedBy ??= by
      launched.kill(graceMs > 0 ? 'SIGTERM' : 'SIGKILL')
    }
    if (graceMs <= 0) return
    const timer = setTimeout(() => this.stopAll(by, 0), graceMs)
    timer.unref()
  }

  /** Ends what launchers keep ready. Resolves when it is gone. Safe to call twice. */
  async dispose(): Promise<void> {
    await Promise.all(Object.values(this.#options.launchers).map(async (launcher) => launcher.dispose?.()))
  }

  /** Resolves when all output of ended processes is read, at the latest after `limitMs`. */
  async outputDrained(limitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    // A grandchild that inherited the pipe may hold it open for ever.
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)))
    await Promise.race([Promise.all(this.#outputs), limit])
    clearTimeout(timer)
  }
}

function brokenConnection({ message }: Error): string {
  return `its connection to the run was closed, because what it said could not be understood (${message})`
}

function startError(name: string, error: unknown, workingDirectory: string): ProcessStartError {
  const { code, message } = error as NodeJS.ErrnoException
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES'
  const advice = isMissing
    ? `Node (${process.execPath}) or the folder that it is to work in (${workingDirectory}) is missing or closed to you.`
    : 'Close other programs, or start fewer processes.'
  return new ProcessStartError(`${name} could not be started: ${code ?? message}. ${advice}`, { code })
}

function newRecord(request: ProcessRequest, memorySpace: number, startedAtMs: number): ProcessRecord {
  return {
    ...request,
    memorySpace,
    startedAtMs,
    pid: 0,
    tid: null,
    readyAtMs: null,
    endedAtMs: null,
    exitCode: null,
    signal: null,
    endCause: null,
    endedBy: null,
    cpuMs: 0,
    peakRssBytes: memorySpace === request.processId ? 0 : null,
    tasks: 0,
  }
}
