import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import type { SessionFactory, SessionOptions } from '../../engine/session/protocol.ts'
import { ProcessSampler } from '../../monitor/processSampler.ts'
import { UserError } from '../../shared/errors.ts'
import type { MachineInfo, MachineLoad } from '../../shared/machine.ts'
import type { StartMethod } from '../../shared/units.ts'
import { bundleProgram, stopBundler, type BundledProgram } from '../programs/bundleProgram.ts'
import type { ProgramCatalogue } from '../programs/programCatalogue.ts'
import type { ProgramInput } from '../programs/programSource.ts'
import { sweepTemporaryFolders } from '../programs/temporaryFolder.ts'
import type { RuntimePaths } from '../runtimePaths.ts'
import type { ProcessSampling } from './processSamples.ts'
import { Run, type RunEnvironment, type RunOptions } from './run.ts'

const maxEndedRuns = 20

export interface RunServiceOptions {
  paths: Pick<RuntimePaths, 'libraryEntry' | 'workerEntry'>
  programs: ProgramCatalogue
  createSession: SessionFactory
  /** Default: the monitor's own sampler. */
  createSampler?: () => ProcessSampling
  machine: MachineInfo
  /** Start methods that this host has. */
  startMethods: readonly StartMethod[]
  /** The machine's load as last sampled, for updates. Default: none. */
  machineLoad?: () => MachineLoad | null
  /** Where programs run, and where text from an editor finds its imports. Default: the current directory. */
  workingDirectory?: string
  /** Runs that may go on at once; one more is refused. Default 8. */
  maxConcurrentRuns?: number
}

export type RunSource = { kind: 'catalogue'; id: string } | { kind: 'file'; path: string } | SourceText
interface SourceText {
  kind: 'source'
  source: string
  fileName: string
}

export interface StartRequest {
  source: RunSource
  params?: Record<string, unknown>
  startMethod?: StartMethod
  /** Ends the run with outcome `timeout`. Default: none. */
  timeoutMs?: number | undefined
}

/** How {@link RunService.startBundled} is told what to run. */
export interface BundledRequest {
  program: BundledProgram
  params: Record<string, unknown>
  startMethod: StartMethod
  timeoutMs?: number | undefined
  /** Processes that may be alive at once. Default 64. */
  maxProcesses?: number
  /** What else this run's session is told, for example where its programs work. */
  session?: Partial<
    Pick<
      SessionOptions,
      'env' | 'maxOutputBytes' | 'maxResultBytes' | 'endDeadlockedAfterMs' | 'workingDirectory'
    >
  >
  onNote?: RunOptions['onNote']
  onSnapshot?: RunOptions['onSnapshot']
}

/** Starts runs and knows them by their id. Disposing it ends them all. */
export class RunService {
  readonly #options: RunServiceOptions
  readonly #environment: RunEnvironment
  /** In the order of their start. */
  readonly #runs = new Map<string, Run>()
  #preparing = 0
  #isDisposed = false

  constructor(options: RunServiceOptions) {
    this.#options = options
    this.#environment = {
      createSession: options.createSession,
      createSampler: options.createSampler ?? (() => new ProcessSampler()),
      machine: options.machine,
      machineLoad: options.machineLoad ?? (() => null),
    }
    void sweepTemporaryFolders()
  }

  get startMethods(): readonly StartMethod[] {
    return this.#options.startMethods
  }

  get workingDirectory(): string {
    return this.#options.workingDirectory ?? process.cwd()
  }

  /**
   * Bundles and starts a program.
   * @throws UserError when the program is wrong, a start method is not there, or too many runs go on.
   */
  async startProgram(request: StartRequest): Promise<Run> {
    const startMethod = request.startMethod ?? 'spawn'
    this.#requireStartMethod(startMethod)
    return this.prepare(async () => {
      const program = await this.#bundle(request.source)
      return this.startBundled({ ...request, program, params: request.params ?? {}, startMethod })
    })
  }

  /**
   * Reserves a place for a run while `prepare` bundles and starts it.
   * @throws UserError `limit` when too many runs go on.
   */
  async prepare<T>(start: () => Promise<T>): Promise<T> {
    if (this.#isDisposed) throw shuttingDown()
    const limit = this.#options.maxConcurrentRuns ?? 8
    const active = [...this.#runs.values()].filter((run) => !run.isEnded).length + this.#preparing
    if (active >= limit) {
      throw new UserError(
        'limit',
        `${active} runs go on already, which is the limit: stop one of them first.`,
      )
    }
    this.#preparing++
    try {
      return await start()
    } finally {
      this.#preparing--
    }
  }

  /** Starts a program that is bundled already; the run disposes of the bundle. */
  startBundled(request: BundledRequest): Run {
    if (this.#isDisposed) {
      void request.program.dispose()
      throw shuttingDown()
    }
    const { program, params, startMethod, timeoutMs, maxProcesses, onNote, onSnapshot } = request
    const session = {
      params,
      startMethod,
      workingDirectory: this.workingDirectory,
      workerEntry: this.#options.paths.workerEntry,
      ...(maxProcesses !== undefined && { maxProcesses }),
      ...request.session,
    }
    const id = newRunId()
    const run = new Run({ id, program, timeoutMs, session, onNote, onSnapshot }, this.#environment)
    try {
      run.start()
    } catch (error) {
      // It will never end: it must neither be counted nor keep its bundle.
      void program.dispose()
      throw notStarted(program.name, error)
    }
    this.#runs.set(id, run)
    this.#forgetOldRuns()
    return run
  }

  list(): Run[] {
    return [...this.#runs.values()]
  }

  /** @throws UserError `not-found` */
  get(runId: string): Run {
    const run = this.#runs.get(runId)
    if (!run)
      throw new UserError(
        'not-found',
        `There is no run ${runId}; ended runs are kept until 20 newer ones ended.`,
      )
    return run
  }

  stop(runId: string): void {
    this.get(runId).stop()
  }

  endProcess(runId: string, processId: number, signal: 'SIGTERM' | 'SIGKILL'): void {
    this.get(runId).endProcess(processId, signal)
  }

  /** Ends every run and the bundler. Resolves when no process of any run is left. */
  async dispose(): Promise<void> {
    this.#isDisposed = true
    const active = this.list().filter((run) => !run.isEnded)
    for (const run of active) run.stop()
    await Promise.all(active.map((run) => run.ended))
    await stopBundler()
  }

  async #bundle(source: RunSource): Promise<BundledProgram> {
    const program = await bundleProgram(await this.#input(source), {
      libraryEntry: this.#options.paths.libraryEntry,
    })
    await requireMain(program)
    // Where Forkscope is installed says nothing to the user.
    return source.kind === 'catalogue' ? { ...program, name: basename(program.name) } : program
  }

  async #input(source: RunSource): Promise<ProgramInput> {
    switch (source.kind) {
      case 'file':
        return source
      case 'source':
        return { ...source, directory: this.workingDirectory }
      case 'catalogue':
        return { kind: 'file', path: (await this.#options.programs.get(source.id)).path }
    }
  }

  #requireStartMethod(method: StartMethod): void {
    const { startMethods } = this.#options
    if (startMethods.includes(method)) return
    throw new UserError(
      'unsupported',
      `The start method '${method}' does not exist here; there is ${startMethods.join(', ')}.`,
    )
  }

  #forgetOldRuns(): void {
    const ended = this.list().filter((run) => run.isEnded)
    for (const run of ended.slice(0, Math.max(0, ended.length - maxEndedRuns))) this.#runs.delete(run.id)
  }
}

/** @throws UserError `bad-program` when there is no main; the bundle is disposed of then */
export async function requireMain(program: BundledProgram): Promise<void> {
  if (program.exports.includes('main')) return
  await program.dispose()
  const found = program.exports.length > 0 ? ` (it exports ${program.exports.join(', ')})` : ''
  throw new UserError(
    'bad-program',
    `${program.name} exports no main${found}: write export async function main() { … } and start from there.`,
  )
}

function notStarted(name: string, error: unknown): UserError {
  const why = error instanceof Error ? error.message : String(error)
  return new UserError(
    'refused',
    `${name} could not be started: the system gave its session no process or thread (${why}). End other programs, then try again.`,
  )
}

function shuttingDown(): UserError {
  return new UserError('refused', 'Forkscope is shutting down.')
}

function newRunId(): string {
  return `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`
}
