import { MessageChannel, SHARE_ENV, Worker } from 'node:worker_threads'
import type { ThreadCommand, ThreadEnd, ThreadReport, ThreadSignal } from '../wire/threadOperations.ts'
import type { ThreadData } from '../worker/bootstrap.ts'
import type { MemoryRegistry } from './memoryRegistry.ts'

interface Thread {
  worker: Worker
  /** MiB, where one was set. */
  heapLimit: number | undefined
  hasStarted: boolean
  /** What ends it from outside. */
  signal: ThreadSignal | null
  error: NodeJS.ErrnoException | undefined
}

type Launch = Extract<ThreadCommand, { op: 'thread.launch' }>

/** The threads of an OS process that run the program, started and ended on the session's word. */
export class Threads {
  readonly #registry: MemoryRegistry
  readonly #report: (report: ThreadReport) => void
  readonly #threads = new Map<number, Thread>()

  constructor(registry: MemoryRegistry, report: (report: ThreadReport) => void) {
    this.#registry = registry
    this.#report = report
  }

  launch(launch: Launch): void {
    const { processId } = launch
    try {
      const worker = this.#start(launch)
      const heapLimit = heapLimitOf(worker)
      const thread: Thread = { worker, heapLimit, hasStarted: false, signal: null, error: undefined }
      this.#threads.set(processId, thread)
      this.#watch(processId, thread)
    } catch (error) {
      this.#report({ op: 'thread.failed', processId, message: (error as Error).message })
    }
  }

  /** A thread has no signals: both end it, wherever it is. */
  kill(processId: number, signal: ThreadSignal): void {
    const thread = this.#threads.get(processId)
    if (!thread) return
    thread.signal ??= signal
    void thread.worker.terminate()
  }

  #start({ entry, name, bootstrap }: Launch): Worker {
    const { port1, port2 } = new MessageChannel()
    this.#registry.connect(port1)
    const data: ThreadData = { bootstrap, memory: port2 }
    return new Worker(entry, {
      name: name.slice(0, longestName),
      workerData: data,
      transferList: [port2],
      // As the threads of any process: its environment is theirs, and what one of them changes all see.
      env: SHARE_ENV,
      // It writes to the session itself; what comes this way is Node's own, before that is possible.
      stdout: true,
      stderr: true,
    })
  }

  #watch(processId: number, thread: Thread): void {
    const { worker } = thread
    worker.stdout.resume()
    worker.stderr.resume()
    worker.on('online', () => {
      thread.hasStarted = true
      this.#report({ op: 'thread.started', processId })
    })
    worker.on('error', (error) => (thread.error = error as NodeJS.ErrnoException))
    // Without a listener a late one would end the keeper.
    worker.on('messageerror', () => {})
    worker.on('exit', (code) => {
      this.#threads.delete(processId)
      const { hasStarted, error } = thread
      if (!hasStarted && error) this.#report({ op: 'thread.failed', processId, message: error.message })
      else this.#report({ op: 'thread.exited', processId, end: endOf(thread, code) })
    })
  }
}

/** The system's limit for a thread's name is 15 bytes, but debuggers show more. */
const longestName = 64

function heapLimitOf({ resourceLimits }: Worker): number | undefined {
  const limit = resourceLimits?.maxOldGenerationSizeMb
  return limit !== undefined && limit > 0 ? limit : undefined
}

function endOf({ signal, error, heapLimit }: Thread, code: number): ThreadEnd {
  if (signal) return { exitCode: null, signal, cause: null }
  if (error?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const limit = heapLimit ? ` (limit: ${Math.round(heapLimit)} MiB)` : ''
    return { exitCode: null, signal: 'SIGABRT', cause: `It ran out of memory: its heap was full${limit}.` }
  }
  // As the system does it with processes.
  return { exitCode: code & 0xff, signal: null, cause: error ? `${error.name}: ${error.message}` : null }
}
