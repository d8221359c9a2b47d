import { dirname } from 'node:path'
import type {
  SessionEnd,
  SessionFactory,
  SessionMessage,
  SessionOptions,
  SessionPort,
} from '../../engine/session/protocol.ts'
import { UserError } from '../../shared/errors.ts'
import { coresToUse, type MachineInfo, type MachineLoad } from '../../shared/machine.ts'
import type { RunReport } from '../../shared/runReport.ts'
import type { Progress, RunSnapshot } from '../../shared/runUpdate.ts'
import { LiveFindings } from '../findings/liveFindings.ts'
import { programErrors } from '../findings/programErrors.ts'
import { runFindings } from '../findings/runFindings.ts'
import type { BundledProgram } from '../programs/bundleProgram.ts'
import { formatDuration } from '../words.ts'
import { samplingTargets, type ProcessSampling } from './processSamples.ts'
import { RunRecord } from './runRecord.ts'
import { buildRunReport } from './runReportBuilder.ts'
import { RunWatcher, type RunUpdateSink, type WatchOptions } from './runWatcher.ts'
import { describeActivity } from './waitWords.ts'

/**
 * One run, from its start to its report:
 *
 *   session ── messages ──▶ RunRecord ── snapshots ──▶ RunWatcher (one per watcher, at most 10 updates a second)
 *   monitor ── samples ───▶     │
 *                               └── at the end ──▶ RunReport
 *
 * The run owns its session, its bundle and its timers, and gives all of them back when it has ended.
 */

const updateIntervalMs = 100
const maxPartials = 4_096
const sampleIntervalMs = 500
const graceMs = 2_000
/** How long after the grace the session may take to report the end, before it is closed without. */
const closeAfterMs = 3_000

export interface RunEnvironment {
  createSession: SessionFactory
  /** A sampler of this run's own: its percentages count from its own sample before. */
  createSampler(): ProcessSampling
  machine: MachineInfo
  machineLoad(): MachineLoad | null
}

export interface RunOptions {
  id: string
  program: BundledProgram
  timeoutMs?: number | undefined
  /** Everything but the program's place, which the run fills in. */
  session: Omit<SessionOptions, 'runId' | 'programFile' | 'programName'>
  /** Notes of the program (`reportNote`). */
  onNote?: ((note: unknown, run: Run) => void) | undefined
  /** Called with each new snapshot, ten times a second. */
  onSnapshot?: ((snapshot: RunSnapshot, run: Run) => void) | undefined
}

export class Run {
  readonly id: string
  readonly programName: string
  /** Unix time of the request in ms. */
  readonly requestedAt = Date.now()
  /** Resolves when every process has ended and all that the run held is given back. Never rejects. */
  readonly ended: Promise<RunReport>

  readonly #options: RunOptions
  readonly #environment: RunEnvironment
  readonly #record: RunRecord
  readonly #sampler: ProcessSampling
  readonly #findings: LiveFindings
  readonly #watchers = new Set<RunWatcher>()
  readonly #partial = new Map<number, unknown>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #session: SessionPort | undefined
  #stoppedBecause: 'user' | 'timeout' | undefined
  #timeoutWords = ''
  #isSampling = false
  #isEnding = false
  #report: RunReport | undefined
  #resolveEnded!: (report: RunReport) => void

  constructor(options: RunOptions, environment: RunEnvironment) {
    this.id = options.id
    this.programName = options.program.name
    this.#options = options
    this.#environment = environment
    this.#record = new RunRecord(options.id)
    this.#sampler = environment.createSampler()
    this.#findings = new LiveFindings(environment.machine)
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve))
  }

  get report(): RunReport | undefined {
    return this.#report
  }

  get isEnded(): boolean {
    return this.#report !== undefined
  }

  /** The process that the run's session has for itself, where it has one. */
  get sessionPid(): number | undefined {
    return this.#session?.pid
  }

  snapshot(): RunSnapshot {
    return this.#record.snapshot()
  }

  /** @throws when the system has no process or thread for the session: then it never ends, and holds nothing. */
  start(): void {
    const { program, session } = this.#options
    this.#session = this.#createSession()
    this.#record.setPhase('running')
    this.#session.send({
      type: 'start',
      options: {
        ...session,
        runId: this.id,
        programFile: program.file,
        programName: program.name,
        // The bundle's own, which goes with the bundle whatever becomes of the session.
        folder: dirname(program.file),
      },
    })
    this.#every(updateIntervalMs, () => this.#flush())
    this.#every(sampleIntervalMs, () => void this.#sample())
    const { timeoutMs } = this.#options
    if (timeoutMs !== undefined) this.#after(timeoutMs, () => this.#timeOut(timeoutMs))
  }

  #createSession(): SessionPort {
    try {
      return this.#environment.createSession({
        onMessage: (message) => this.#receive(message),
        onClosed: (reason) => this.#finish(this.#lostSession(reason)),
      })
    } catch (error) {
      this.#sampler.dispose()
      throw error
    }
  }

  /**
   * Asks every process to end and kills those that have not after 2 s. Repeated calls change nothing.
   * The run's end is told by {@link ended}.
   */
  stop(because: 'user' | 'timeout' = 'user'): void {
    this.#stop(because, graceMs)
  }

  /** Kills every process at once. */
  kill(): void {
    this.#stop('user', 0)
  }

  #stop(because: 'user' | 'timeout', grace: number): void {
    if (this.#isEnding || this.#stoppedBecause) return
    this.#stoppedBecause = because
    this.#record.setPhase('stopping')
    this.#session?.send({ type: 'stop', because, graceMs: grace })
    this.#after(grace + closeAfterMs, () => this.#finish(this.#endWithout('did not end its processes')))
  }

  /** @throws UserError `not-found` or `refused` when there is no such living process in this run. */
  endProcess(processId: number, signal: 'SIGTERM' | 'SIGKILL'): void {
    const process = this.#record.process(processId)
    if (!process) throw new UserError('not-found', `Run ${this.id} has no process number ${processId}.`)
    if (process.phase === 'ended' || this.#isEnding) {
      throw new UserError('refused', `${process.name} (pid ${process.pid}) has ended already.`)
    }
    this.#session?.send({ type: 'end-process', processId, signal })
  }

  /**
   * Sends the run's updates to `sink`: the first brings what there is so far, the last one the report.
   * @returns the disposer
   */
  watch(sink: RunUpdateSink, options?: WatchOptions): () => void {
    const view = {
      snapshot: () => this.snapshot(),
      machineLoad: () => this.#environment.machineLoad(),
      report: () => this.#report,
    }
    const watcher = new RunWatcher(sink, view, options)
    watcher.offerEvents(this.#record.events)
    watcher.offerOutput(this.#record.output)
    for (const [index, value] of this.#partial) watcher.offerPartial(index, value)
    this.#watchers.add(watcher)
    watcher.flush()
    return () => {
      watcher.dispose()
      this.#watchers.delete(watcher)
    }
  }

  setProgress(progress: Progress | null): void {
    this.#record.setProgress(progress)
    for (const watcher of this.#watchers) watcher.offerSnapshot()
  }

  /** Shows one partial result. So many are kept for watchers that come later. */
  showPartial(index: number, value: unknown): void {
    if (this.#partial.size >= maxPartials && !this.#partial.has(index)) return
    this.#partial.set(index, value)
    for (const watcher of this.#watchers) watcher.offerPartial(index, value)
  }

  #receive(message: SessionMessage): void {
    if (this.#isEnding) return
    switch (message.type) {
      case 'snapshot':
        this.#record.applySnapshot(message.snapshot)
        this.#record.setLiveFindings(this.#findings.observe(this.snapshot()))
        this.#options.onSnapshot?.(this.#record.snapshot(), this)
        // A process that has just come need not wait for the next beat, and a short one would miss it.
        if (this.#record.hasUnsampled) void this.#sample()
        for (const watcher of this.#watchers) watcher.offerSnapshot()
        return
      case 'events':
        this.#record.applyEvents(message.events)
        this.#findings.note(message.events)
        for (const watcher of this.#watchers) watcher.offerEvents(message.events)
        return
      case 'output': {
        const kept = this.#record.applyOutput(message.chunks)
        for (const watcher of this.#watchers) watcher.offerOutput(kept)
        return
      }
      case 'note':
        this.#options.onNote?.(message.note, this)
        return
      case 'ended':
        this.#finish(message.end)
        return
      case 'broken':
        this.#finish(this.#failure(message.error.name, message.error.message, message.error.stack ?? ''))
    }
  }

  #flush(): void {
    for (const watcher of this.#watchers) watcher.flush()
  }

  async #sample(): Promise<void> {
    const { pids, threads } = samplingTargets(this.#record.livingProcesses())
    if (this.#isSampling || pids.size === 0) return
    this.#isSampling = true
    try {
      this.#record.applySamples(await this.#sampler.sample(pids, threads))
      for (const watcher of this.#watchers) watcher.offerSnapshot()
    } catch {
      // A sample that fails is a gap in the figures, no reason to end a run.
    } finally {
      this.#isSampling = false
    }
  }

  #timeOut(timeoutMs: number): void {
    const { processes, elapsedMs } = this.snapshot()
    // Said now: once the stop is under way nobody waits any more.
    this.#timeoutWords = `The run was ended after its time-out of ${formatDuration(timeoutMs)}: ${describeActivity(processes, elapsedMs)}.`
    this.stop('timeout')
  }

  #lostSession(reason: string): SessionEnd {
    return this.#endWithout(`is gone: ${reason}`)
  }

  #endWithout(what: string): SessionEnd {
    const end = this.#failure('SessionError', `The run's session ${what}.`, '')
    return this.#stoppedBecause ? { ...end, outcome: 'killed', error: null } : end
  }

  #failure(name: string, message: string, stack: string): SessionEnd {
    const error = { name, message, stack, pid: null }
    return { startedAt: this.requestedAt, outcome: 'failed', exitCode: null, error, result: undefined }
  }

  #finish(end: SessionEnd): void {
    if (this.#isEnding) return
    this.#isEnding = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    void this.#conclude(end)
  }

  async #conclude(end: SessionEnd): Promise<void> {
    // One after the other: the session's socket lies in the bundle's folder.
    await this.#session?.close().catch(() => {})
    await this.#options.program.dispose().catch(() => {})
    this.#sampler.dispose()
    this.#record.setPhase('ended')
    this.#record.setProgress(null)
    const snapshot = this.snapshot()
    const cores = coresToUse(this.#environment.machine)
    const errors = programErrors(end.error, snapshot.processes, this.#record.output)
    for (const finding of [...errors, ...runFindings(snapshot, cores)]) this.#record.addFinding(finding)
    this.#report = this.#buildReport(this.#explained(end))
    for (const watcher of this.#watchers) watcher.offerSnapshot()
    this.#flush()
    this.#watchers.clear()
    this.#resolveEnded(this.#report)
  }

  #explained(end: SessionEnd): SessionEnd {
    if (end.outcome === 'deadlocked') return { ...end, error: this.#deadlockError() }
    return this.#stoppedBecause === 'timeout' ? this.#timedOut(end) : end
  }

  #timedOut(end: SessionEnd): SessionEnd {
    // A program that ended by itself just before the stop reached it was not timed out.
    if (end.outcome === 'completed') return end
    const error = { name: 'TimeoutError', message: this.#timeoutWords, stack: '', pid: null }
    this.#record.addFinding({
      code: 'timeout',
      severity: 'error',
      message: this.#timeoutWords,
      pids: [],
      channels: [],
    })
    return { ...end, outcome: 'timeout', error }
  }

  #deadlockError(): SessionEnd['error'] {
    const deadlock = this.snapshot().findings.find(({ code }) => code === 'deadlock')
    return { name: 'DeadlockError', message: deadlock?.message ?? this.#timeoutWords, stack: '', pid: null }
  }

  #buildReport(end: SessionEnd): RunReport {
    const { params, startMethod } = this.#options.session
    return buildRunReport(this.#record, end, {
      id: this.id,
      program: this.programName,
      startMethod,
      params,
      requestedAt: this.requestedAt,
      machine: this.#environment.machine,
    })
  }

  #every(intervalMs: number, action: () => void): void {
    this.#timers.add(setInterval(action, intervalMs))
  }

  #after(delayMs: number, action: () => void): void {
    this.#timers.add(setTimeout(action, delayMs))
  }
}
