import { access, constants, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UserError } from '../../shared/errors.ts'
import type { ExperimentSource, ExperimentSpec } from '../../shared/experiment.ts'
import type { MachineInfo } from '../../shared/machine.ts'
import { startMethods, type StartMethod } from '../../shared/units.ts'
import type { ProgramInput } from '../programs/programSource.ts'
import type { Run } from '../runs/run.ts'
import type { RunService } from '../runs/runService.ts'
import type { RuntimePaths } from '../runtimePaths.ts'
import { Experiment } from './experiment.ts'
import type { Combination, ExperimentPlan, ItemsPlan } from './experimentPlan.ts'
import { bundleExperiment } from './experimentProgram.ts'
import type { ExperimentOutcome } from './experimentReport.ts'
import { parameterValues } from './parameterValues.ts'
import type { Workload, WorkloadCatalogue } from './workloadCatalogue.ts'

const defaultItems = 100
const sourceFileName = 'function.ts'

export interface ExperimentServiceOptions {
  runs: RunService
  workloads: WorkloadCatalogue
  paths: Pick<RuntimePaths, 'libraryEntry' | 'experimentRunnerEntry'>
  machine: MachineInfo
}

export interface StartedExperiment {
  /** The experiment is a run like any other: watch it, stop it. */
  run: Run
  /** Rejects with a UserError when nothing was measured. */
  outcome: Promise<ExperimentOutcome>
}

/** What is to be mapped, whatever it comes from. */
interface Subject {
  name: string
  program: ProgramInput
  functionName: string
  items: ItemsPlan
  params: Record<string, unknown>
  view: Workload['view']
}

/** Starts experiments, each as a run of {@link RunService}, and knows their reports. */
export class ExperimentService {
  readonly #options: ExperimentServiceOptions
  readonly #started = new Map<string, StartedExperiment>()

  constructor(options: ExperimentServiceOptions) {
    this.#options = options
  }

  /**
   * Start methods that an experiment may measure on this host.
   */
  get startMethods(): readonly string[] {
    return ['serial', ...this.#options.runs.startMethods]
  }

  /** @throws UserError when the specification, the program or the folder is wrong, or too many runs go on. */
  async start(spec: ExperimentSpec): Promise<StartedExperiment> {
    this.#requireStartMethods(spec.startMethods)
    const subject = await this.#subject(spec)
    const plan = planOf(spec, subject)
    return this.#options.runs.prepare(async () => {
      const program = await bundleExperiment(subject.program, subject.functionName, this.#options.paths)
      return this.#startRun(spec, subject, plan, { ...program, name: subject.name })
    })
  }

  /**
   * Resolves when the experiment has ended.
   * @throws UserError when there is no such experiment, or nothing was measured
   */
  async report(runId: string): Promise<ExperimentOutcome> {
    const run = this.#options.runs.get(runId)
    const started = this.#started.get(runId)
    if (!started) throw new UserError('not-found', `Run ${run.id} of ${run.programName} is no experiment.`)
    return started.outcome
  }

  #startRun(
    spec: ExperimentSpec,
    subject: Subject,
    plan: ExperimentPlan,
    program: Parameters<RunService['startBundled']>[0]['program'],
  ): StartedExperiment {
    const experiment = new Experiment({
      workload: subject.name,
      params: subject.params,
      machine: this.#options.machine,
      view: subject.view,
      hasSerialRow: spec.startMethods.includes('serial'),
      planned: plan.combinations.length,
    })
    const run = this.#options.runs.startBundled({
      program,
      params: { ...plan },
      startMethod: poolMethods(spec)[0] ?? 'spawn',
      timeoutMs: spec.timeoutMs,
      // Besides the workers the main program, and workers of the pool before that are still ending.
      maxProcesses: 2 * Math.max(...spec.workers) + 8,
      onNote: (note, ownRun) => experiment.receive(note, ownRun),
      onSnapshot: (snapshot, ownRun) => experiment.follow(snapshot, ownRun),
    })
    const outcome = run.ended.then((report) => experiment.conclude(report))
    // Whoever asks for the report is told; nobody has to.
    outcome.catch(() => {})
    const started = { run, outcome }
    this.#started.set(run.id, started)
    this.#forgetOld()
    return started
  }

  #subject({ source, params, items }: ExperimentSpec): Promise<Subject> {
    return source.kind === 'workload'
      ? this.#workloadSubject(source.workload, params, items)
      : Promise.resolve(this.#ownSubject(source, params, items))
  }

  async #workloadSubject(
    id: string,
    params: Record<string, unknown>,
    items: ExperimentSpec['items'],
  ): Promise<Subject> {
    const workload = await this.#options.workloads.get(id)
    return {
      name: workload.id,
      program: { kind: 'file', path: workload.path },
      functionName: workload.functionName,
      items: { kind: 'module', from: await itemsOf(workload, items, this.#options.runs.workingDirectory) },
      params: parameterValues(workload.parameters, params),
      view: workload.view,
    }
  }

  #ownSubject(
    source: Exclude<ExperimentSource, { kind: 'workload' }>,
    params: Record<string, unknown>,
    items: ExperimentSpec['items'],
  ): Subject {
    if (typeof items === 'string') {
      throw new UserError(
        'bad-input',
        'An own function is given the numbers from 0 on: items must be a number.',
      )
    }
    const [name] = Object.keys(params)
    if (name !== undefined)
      throw new UserError('bad-input', `An own function has no parameters, so '${name}' cannot be set.`)
    const program: ProgramInput =
      source.kind === 'file'
        ? { kind: 'file', path: source.path }
        : {
            kind: 'source',
            source: source.source,
            fileName: sourceFileName,
            directory: this.#options.runs.workingDirectory,
          }
    return {
      name: `${source.kind === 'file' ? source.path : sourceFileName}#${source.exportName}`,
      program,
      functionName: source.exportName,
      items: { kind: 'numbers', count: items ?? defaultItems },
      params,
      view: 'table',
    }
  }

  #requireStartMethods(methods: readonly string[]): void {
    const missing = methods.find((method) => !this.startMethods.includes(method))
    if (missing === undefined) return
    throw new UserError(
      'unsupported',
      `The start method '${missing}' does not exist here; there is ${this.startMethods.join(', ')}.`,
    )
  }

  #forgetOld(): void {
    const known = new Set(this.#options.runs.list().map((run) => run.id))
    for (const id of this.#started.keys()) if (!known.has(id)) this.#started.delete(id)
  }
}

function planOf(spec: ExperimentSpec, subject: Subject): ExperimentPlan {
  const { functionName, items, params, view } = subject
  return { functionName, items, params, view, repeats: spec.repeats, combinations: combinationsOf(spec) }
}

/** Every combination once, in the order given. */
function combinationsOf(spec: ExperimentSpec): Combination[] {
  const unique = new Map<string, Combination>()
  for (const startMethod of poolMethods(spec)) {
    for (const workers of spec.workers) {
      for (const chunkSize of spec.chunkSizes) {
        unique.set(`${startMethod} ${workers} ${chunkSize}`, { startMethod, workers, chunkSize })
      }
    }
  }
  return [...unique.values()]
}

function poolMethods(spec: ExperimentSpec): StartMethod[] {
  return startMethods.filter((method) => spec.startMethods.includes(method))
}

async function itemsOf(
  workload: Workload,
  items: ExperimentSpec['items'],
  directory: string,
): Promise<number | string> {
  if (workload.itemsFrom === 'count') {
    if (typeof items !== 'string') return items ?? workload.defaultItems
    throw new UserError(
      'bad-input',
      `${workload.id} counts its items: give a number of items, not '${items}'.`,
    )
  }
  if (typeof items !== 'string') {
    throw new UserError(
      'bad-input',
      `${workload.id} reads the files of a folder: name the folder as its items.`,
    )
  }
  const folder = resolve(directory, items)
  await requireFolder(folder, items)
  return folder
}

async function requireFolder(folder: string, given: string): Promise<void> {
  const unreadable = (error: NodeJS.ErrnoException): never => {
    if (error.code === 'ENOENT') throw new UserError('not-found', `There is no folder '${given}'.`)
    throw new UserError(
      'not-readable',
      `The folder '${given}' cannot be read (${error.code ?? error.message}).`,
    )
  }
  const found = await stat(folder).catch(unreadable)
  if (!found.isDirectory()) throw new UserError('bad-input', `'${given}' is not a folder; name one.`)
  await access(folder, constants.R_OK | constants.X_OK).catch(unreadable)
}
