import { availableParallelism } from 'node:os'
import { PassThrough } from 'node:stream'
import { ChildProcessLauncher } from './childProcessLauncher.ts'
import {
  bootstrapName,
  type LaunchedProcess,
  type Launcher,
  type LaunchRequest,
  type Preparation,
} from './launcher.ts'
import { startStandbyProcess, type StandbyProcess } from './standbyProcess.ts'

/**
 * Keeps processes ready: Node is up, the library is loaded, and they wait to be told what to be. At a launch one
 * of them is told, and goes on as one that was just spawned would.
 *
 *   prepare ─▶ fill ─▶ idle ── launch ─▶ handed over ─▶ the run's
 *               ▲       │ unused for idleMs: ended, until the next use
 *               └───────┘ died: replaced, a few times
 *
 * None is of the run before it is handed over: only then has it a number, a name and output.
 */

export interface StandbyOptions {
  /** Processes kept ready. Default: one per core, at most 4. */
  size?: number
  /** A process that nobody needed for this long is ended. Default 30 s. */
  idleMs?: number
  /** Default: the system's. */
  timers?: StandbyTimers
  /** Starts a process that waits. */
  startStandby?: (preparation: Preparation) => StandbyProcess
  /** Starts what cannot be taken from those that are ready. */
  plain?: Launcher
}

export interface StandbyTimers {
  /** @returns what cancels it. */
  after(ms: number, action: () => void): () => void
}

interface Idle {
  process: StandbyProcess
  isReady: boolean
  cancelTimer: () => void
}

const mostKept = 4
/** To start a process blocks the session for a millisecond or two: those just handed over go first. */
const refillDelayMs = 25
/** So many in a row that die unused mean that none will live. */
const mostFailures = 3

export class StandbyLauncher implements Launcher {
  readonly #size: number
  readonly #idleMs: number
  readonly #timers: StandbyTimers
  readonly #startStandby: (preparation: Preparation) => StandbyProcess
  readonly #plain: Launcher
  /** Oldest first. */
  readonly #idle: Idle[] = []
  readonly #dropped = new Set<Promise<void>>()
  #preparation: Preparation | undefined
  #cancelRefill: (() => void) | undefined
  #isStarting = false
  #failures = 0
  #isDisposed = false

  constructor(options: StandbyOptions = {}) {
    this.#size = options.size ?? Math.min(availableParallelism(), mostKept)
    this.#idleMs = options.idleMs ?? 30_000
    this.#timers = options.timers ?? systemTimers
    this.#startStandby = options.startStandby ?? startStandbyProcess
    this.#plain = options.plain ?? new ChildProcessLauncher()
  }

  /** Processes that are kept ready now, also those that are still starting. */
  get idleCount(): number {
    return this.#idle.length
  }

  prepare(preparation: Preparation): void {
    this.#expect(preparation)
    this.#fill()
  }

  launch(request: LaunchRequest): LaunchedProcess {
    const { [bootstrapName]: bootstrap = '', ...env } = request.env
    this.#expect({ ...request, env })
    const idle = this.#take()
    this.#refillSoon()
    if (!idle) return this.#plain.launch(request)
    return handOver(
      idle.process,
      { [bootstrapName]: bootstrap },
      {
        startAnew: () => this.#plain.launch(request),
        onTaken: () => (this.#failures = 0),
        onLost: () => this.#failures++,
      },
    )
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    this.#cancelRefill?.()
    for (const idle of this.#idle.splice(0)) this.#drop(idle)
    await Promise.all(this.#dropped)
  }

  /** Those that wait for another kind of start are of no use. */
  #expect(preparation: Preparation): void {
    const isOther = this.#preparation && keyOf(this.#preparation) !== keyOf(preparation)
    this.#preparation = preparation
    const kept = isOther ? 0 : this.#limit
    while (this.#idle.length > kept) this.#drop(this.#idle.pop() as Idle)
  }

  get #limit(): number {
    return Math.min(this.#size, this.#preparation?.room ?? this.#size)
  }

  /** One that still starts is as good as a new one, and sooner there. */
  #take(): Idle | undefined {
    const ready = this.#idle.findIndex(({ isReady }) => isReady)
    const [idle] = this.#idle.splice(Math.max(ready, 0), 1)
    idle?.cancelTimer()
    return idle
  }

  #refillSoon(afterMs = refillDelayMs): void {
    this.#cancelRefill?.()
    this.#cancelRefill = this.#timers.after(afterMs, () => this.#fill())
  }

  /** One after the other, so that the run's own processes keep their cores. */
  #fill(): void {
    if (this.#isDisposed || this.#isStarting || !this.#preparation) return
    if (this.#idle.length >= this.#limit || this.#failures >= mostFailures) return
    try {
      const process = this.#startStandby(this.#preparation)
      const idle: Idle = { process, isReady: false, cancelTimer: () => {} }
      this.#isStarting = true
      this.#idle.push(idle)
      void this.#follow(idle)
    } catch {
      // The system is short of something: a start that somebody asks for will say of what.
      this.#failures++
      this.#refillSoon()
    }
  }

  async #follow(idle: Idle): Promise<void> {
    const { process } = idle
    process.started.catch(() => {})
    void process.gone.then(() => this.#onGone(idle))
    idle.isReady = await process.ready
    this.#isStarting = false
    if (idle.isReady && this.#idle.includes(idle))
      idle.cancelTimer = this.#timers.after(this.#idleMs, () => this.#expire(idle))
    if (idle.isReady) this.#fill()
  }

  #expire(idle: Idle): void {
    this.#idle.splice(this.#idle.indexOf(idle), 1)
    this.#drop(idle)
  }

  /** Gone by itself, or killed, while nobody had asked for it. */
  #onGone(idle: Idle): void {
    const index = this.#idle.indexOf(idle)
    if (index < 0) return
    idle.cancelTimer()
    this.#idle.splice(index, 1)
    this.#failures++
    this.#refillSoon()
  }

  #drop({ process, cancelTimer }: Idle): void {
    cancelTimer()
    process.kill('SIGKILL')
    this.#dropped.add(process.gone)
    void process.gone.then(() => this.#dropped.delete(process.gone))
  }
}

interface HandOver {
  startAnew(): LaunchedProcess
  onTaken(): void
  onLost(): void
}

/**
 * Hands a start over to a process that waits. One that has died meanwhile is replaced by a new one, and nobody
 * notices: that it has begun is known for certain, so none begins twice.
 */
function handOver(idle: StandbyProcess, additions: Record<string, string>, how: HandOver): LaunchedProcess {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  let current: LaunchedProcess = idle
  let isKilled = false
  const taken = idle.hand(additions)
  const begin = async (): Promise<number> => {
    if ((await taken) || isKilled) how.onTaken()
    else {
      how.onLost()
      current = how.startAnew()
    }
    current.stdout.pipe(stdout)
    current.stderr.pipe(stderr)
    return current.started
  }
  const started = begin()
  started.catch(() => {
    stdout.end()
    stderr.end()
  })
  return {
    stdout,
    stderr,
    started,
    onExit: (listener) =>
      void started.then(
        () => current.onExit(listener),
        () => {},
      ),
    kill: (signal) => {
      isKilled = true
      current.kill(signal)
    },
  }
}

function keyOf({ entry, address, env, workingDirectory }: Preparation): string {
  return JSON.stringify([entry, address, workingDirectory, env])
}

const systemTimers: StandbyTimers = {
  after: (ms, action) => {
    const timer = setTimeout(action, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
