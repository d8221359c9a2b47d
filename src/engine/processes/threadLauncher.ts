import { PassThrough } from 'node:stream'
import type { Message } from '../wire/frame.ts'
import type { FrameSocket } from '../wire/frameSocket.ts'
import type { BrokerOperation, ClientOperation } from '../wire/operations.ts'
import type {
  KeepThreads,
  ThreadCommand,
  ThreadEnd,
  ThreadReport,
  ThreadSignal,
} from '../wire/threadOperations.ts'
import { bootstrapName, type LaunchedProcess, type Launcher, type LaunchRequest } from './launcher.ts'

/** What the launcher needs of the run. */
export interface ThreadHost {
  /** Absolute path of the built keeper. */
  readonly keeperEntry: string
  isAlive(memorySpace: number): boolean
  /** Says it to the main thread of the process. */
  tell(memorySpace: number, operation: KeepThreads): void
  pidOf(memorySpace: number): number
}

/** What becomes of what comes in on a connection. */
export interface Visit {
  onMessages(messages: readonly Message<ClientOperation>[]): void
  onClosed(): void
}

type Socket = FrameSocket<BrokerOperation, ClientOperation>
type KeeperReport = Exclude<ThreadReport, { op: 'thread.output' }>
type Streams = Readonly<Record<'stdout' | 'stderr', PassThrough>>

interface Thread {
  memorySpace: number
  streams: Streams
  /** It has come to where it can say itself what it has to say. */
  hasOutput: boolean
  isOutputOpen: boolean
  hasStarted: boolean
  /** What it was asked to end by, which its keeper may not live to report. */
  signal: ThreadSignal | null
  started: { resolve(pid: number): void; reject(error: Error): void }
  exited(end: ThreadEnd): void
}

interface Keeper {
  socket: Socket | undefined
  /** What it is told once it is there. */
  waiting: ThreadCommand[]
}

/**
 * Starts threads in the OS process of the one that asks for them, by that process's keeper; see
 * `wire/threadOperations.ts`. The end of the OS process is the end of all its threads.
 */
export class ThreadLauncher implements Launcher {
  readonly sharesParentsMemory = true
  readonly #host: ThreadHost
  readonly #threads = new Map<number, Thread>()
  /** By memory space. */
  readonly #keepers = new Map<number, Keeper>()

  constructor(host: ThreadHost) {
    this.#host = host
  }

  launch({ processId, memorySpace, entry, env, name }: LaunchRequest): LaunchedProcess {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
    let started!: Thread['started']
    const hasStarted = new Promise<number>((resolve, reject) => (started = { resolve, reject }))
    let exited!: Thread['exited']
    const exit = new Promise<ThreadEnd>((resolve) => (exited = resolve))
    const common = { hasOutput: false, isOutputOpen: false, hasStarted: false, signal: null, started, exited }
    this.#threads.set(processId, { memorySpace, streams, ...common })
    const bootstrap = env[bootstrapName] ?? ''
    this.#say(memorySpace, { op: 'thread.launch', processId, entry, name, bootstrap })
    return {
      ...streams,
      started: hasStarted,
      onExit: (listener) =>
        void exit.then(({ exitCode, signal, cause }) => listener(exitCode, signal, cause)),
      kill: (signal) => {
        const thread = this.#threads.get(processId)
        if (!thread) return
        thread.signal ??= signal
        this.#say(memorySpace, { op: 'thread.kill', processId, signal })
      },
    }
  }

  /** A process's keeper has come. */
  keeperArrived(memorySpace: number, socket: Socket): Visit {
    const keeper = this.#keeperOf(memorySpace)
    keeper.socket = socket
    for (const command of keeper.waiting.splice(0)) socket.post(command)
    return {
      onMessages: (messages) => {
        for (const { operation } of messages) if (isReport(operation)) this.#hear(operation)
      },
      // Why is told by the end of its process, or by its main thread.
      onClosed: () => (keeper.socket = undefined),
    }
  }

  /** The connection on which a thread sends what it prints. Undefined when there is no such thread. */
  outputArrived(processId: number, socket: Socket): Visit | undefined {
    const thread = this.#threads.get(processId)
    if (!thread) return undefined
    thread.hasOutput = thread.isOutputOpen = true
    socket.post({ op: 'done', id: 0, count: 1 })
    return {
      onMessages: (messages) => {
        for (const { operation, items } of messages)
          if (operation.op === 'thread.output' && items) thread.streams[operation.stream].write(items.payload)
      },
      onClosed: () => {
        thread.isOutputOpen = false
        // Its end may add to it.
        if (!this.#threads.has(processId)) endStreams(thread.streams)
      },
    }
  }

  /** The OS process has ended, or its keeper: so have its threads. @param cause - how that came. */
  spaceEnded(memorySpace: number, cause: string): void {
    this.#keepers.delete(memorySpace)
    for (const [processId, thread] of this.#threads) {
      if (thread.memorySpace !== memorySpace) continue
      const signal = thread.signal ?? 'SIGTERM'
      if (thread.hasStarted) this.#ended(processId, { exitCode: null, signal, cause })
      else this.#failed(processId, cause)
    }
  }

  #keeperOf(memorySpace: number): Keeper {
    let keeper = this.#keepers.get(memorySpace)
    if (!keeper) this.#keepers.set(memorySpace, (keeper = { socket: undefined, waiting: [] }))
    return keeper
  }

  #say(memorySpace: number, command: ThreadCommand): void {
    const isNew = !this.#keepers.has(memorySpace)
    const keeper = this.#keeperOf(memorySpace)
    if (keeper.socket) return keeper.socket.post(command)
    keeper.waiting.push(command)
    if (!isNew) return
    if (this.#host.isAlive(memorySpace))
      return this.#host.tell(memorySpace, { op: 'thread.keep', entry: this.#host.keeperEntry })
    // Not at once: who asked is in the middle of it.
    setImmediate(() => this.spaceEnded(memorySpace, 'the process that it was to live in has ended'))
  }

  #hear(report: KeeperReport): void {
    switch (report.op) {
      case 'thread.started': {
        const thread = this.#threads.get(report.processId)
        if (!thread) return
        thread.hasStarted = true
        return thread.started.resolve(this.#host.pidOf(thread.memorySpace))
      }
      case 'thread.failed':
        return this.#failed(report.processId, report.message)
      case 'thread.exited':
        return this.#ended(report.processId, report.end)
    }
  }

  #failed(processId: number, message: string): void {
    const thread = this.#threads.get(processId)
    this.#threads.delete(processId)
    if (thread) endStreams(thread.streams)
    thread?.started.reject(new Error(message))
  }

  #ended(processId: number, end: ThreadEnd): void {
    const thread = this.#threads.get(processId)
    this.#threads.delete(processId)
    if (!thread) return
    const { streams, hasOutput, isOutputOpen } = thread
    // What it could not say itself.
    if (end.cause && (!hasOutput || end.signal === 'SIGABRT')) streams.stderr.write(`${end.cause}\n`)
    if (!isOutputOpen) endStreams(streams)
    thread.exited(end)
  }
}

function isReport(operation: ClientOperation): operation is KeeperReport {
  const { op } = operation
  return op === 'thread.started' || op === 'thread.failed' || op === 'thread.exited'
}

function endStreams({ stdout, stderr }: Streams): void {
  stdout.end()
  stderr.end()
}
