import { isStopped, MarkedProcesses, ownBytes, type ProcessMark } from '../../monitor/markedProcesses.ts'
import type { Exercise } from '../../shared/exercise.ts'
import type { GradingCause } from '../../shared/grading.ts'
import { countOf, formatBytes } from '../words.ts'
import type { Run } from '../runs/run.ts'

/**
 * Watches a run from outside and kills all of it when it exceeds a limit. What cannot be had from the system is
 * taken from the run's own samples: then processes that the program starts by itself are not counted.
 */

export interface ExceededLimit {
  cause: GradingCause
  /** The limit and what was measured, in a sentence. */
  message: string
}

const watchIntervalMs = 100
/** What forks without end may take some rounds. */
const killRounds = 40
const killIntervalMs = 50

export class LimitWatch {
  readonly #run: Run
  readonly #limits: Exercise['limits']
  readonly #processes: MarkedProcesses
  readonly #timer: NodeJS.Timeout
  readonly #isComplete: boolean
  #exceeded: ExceededLimit | undefined

  constructor(
    run: Run,
    mark: ProcessMark,
    limits: Exercise['limits'],
    isComplete = process.platform === 'linux',
  ) {
    this.#run = run
    this.#limits = limits
    this.#isComplete = isComplete
    this.#processes = new MarkedProcesses(mark, run.sessionPid === undefined ? [] : [run.sessionPid])
    this.#timer = setInterval(() => this.#look(), watchIntervalMs)
  }

  get exceeded(): ExceededLimit | undefined {
    return this.#exceeded
  }

  /** The run is over: ends what outlived it. Resolves with how many processes could not be ended. */
  async finish(): Promise<number> {
    clearInterval(this.#timer)
    let left = this.#killAll()
    for (let round = 0; round < killRounds && left > 0; round++) {
      await new Promise((resolve) => setTimeout(resolve, killIntervalMs))
      left = this.#killAll()
    }
    return left
  }

  #look(): void {
    try {
      this.#exceeded ??= this.#stoppedSession() ?? this.#measure()
    } catch {
      // Out of descriptors for a moment, perhaps by what is watched: the next look comes soon.
      return
    }
    if (!this.#exceeded) return
    // Again each time: it may fork faster than one look sees.
    this.#killAll()
    this.#run.kill()
  }

  /** @returns how many are left, as far as that can be seen. */
  #killAll(): number {
    try {
      return this.#processes.kill()
    } catch {
      return 1
    }
  }

  /** A program may stop the process that observes it: nothing would be seen any more, nor time be out. */
  #stoppedSession(): ExceededLimit | undefined {
    const { sessionPid } = this.#run
    if (sessionPid === undefined || !this.#isComplete || !isStopped(sessionPid)) return undefined
    const message = `The process that observed its run (pid ${sessionPid}) was stopped, so what it did was not seen to its end.`
    // It is to end the run in order.
    resume(sessionPid)
    return { cause: 'unobserved', message }
  }

  #measure(): ExceededLimit | undefined {
    const { processes, loss } = this.#run.snapshot()
    const living = processes.filter(({ phase }) => phase !== 'ended')
    const ofProgram = this.#isComplete
      ? this.#processes.look()
      : living.map(({ pid, rssBytes }) => ({ pid, ownBytes: rssBytes ?? 0 }))
    const { sessionPid } = this.#run
    const broker = sessionPid !== undefined && this.#isComplete ? ownBytes(sessionPid) : 0
    const bytes = ofProgram.reduce((total, { ownBytes: own }) => total + own, broker)
    if (bytes > this.#limits.memoryMb * bytesPerMb) return this.#tooMuchMemory(bytes, ofProgram.length)
    if (ofProgram.length > this.#limits.processes) return this.#tooManyProcesses(ofProgram.length)
    return loss.outputBytesDropped > 0 ? tooMuchOutput(this.#limits) : undefined
  }

  #tooMuchMemory(bytes: number, processes: number): ExceededLimit {
    const message = `It used ${formatBytes(bytes)} of memory in ${countOf(processes, 'process', 'processes')}; the limit is ${formatBytes(this.#limits.memoryMb * bytesPerMb)}.`
    return { cause: 'memory-limit', message }
  }

  #tooManyProcesses(processes: number): ExceededLimit {
    const message = `${processes} of its processes were alive at once; the limit is ${this.#limits.processes}. Does something start processes without end?`
    return { cause: 'process-limit', message }
  }
}

function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT')
  } catch {
    // It was ended meanwhile, which the run tells.
  }
}

const bytesPerMb = 1_000_000

export function tooMuchOutput({ outputKb }: Exercise['limits']): ExceededLimit {
  return {
    cause: 'output-limit',
    message: `It printed more than the ${outputKb.toLocaleString('en-US')} kB that are allowed.`,
  }
}
